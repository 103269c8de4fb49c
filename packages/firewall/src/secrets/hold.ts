import { MAX_HOLD } from '../types.ts'
import { isStop } from './characters.ts'
import { openManifest } from './rules/kubernetes.ts'
import { blockAt, isPartialHeader, MAX_PEM } from './rules/pem.ts'

const BEGIN = /-----BEGIN/gi

/**
 * From where on a match of a built-in rule could still begin, end elsewhere, or come to nothing. Secrets have no blanks and no quotes in
 * them, so this is the last run of other characters, but for blocks of several lines: a key in PEM without its end, and data that may
 * turn out to be that of a Kubernetes secret.
 */
export function holdBuiltIn(text: string): number {
  return startOfMatch(text, Math.min(text.length, openKey(text), openManifest(text)))
}

/** Where what a built-in rule may have found at `at` begins: matches are released whole. */
export function startOfMatch(text: string, at: number): number {
  const least = Math.max(0, text.length - MAX_HOLD)
  let start = at
  while (start > least && !isStop(text, start - 1)) start--
  const before = Math.max(0, start - MAX_PEM)
  for (const { index } of text.slice(before, start).matchAll(BEGIN)) {
    const from = before + index
    if ((blockAt(text, from)?.end ?? 0) > start) return startOfMatch(text, from)
  }
  return start
}

function openKey(text: string): number {
  const least = Math.max(0, text.length - MAX_PEM)
  for (const { index } of text.slice(least).matchAll(BEGIN)) {
    const from = least + index
    if (blockAt(text, from)?.state === 'open' || isPartialHeader(text, from)) return from
  }
  return text.length
}
