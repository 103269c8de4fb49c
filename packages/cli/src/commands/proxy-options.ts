import { readFileSync } from 'node:fs'
import { TallyError } from '@tallystick/core'
import type { ProxyOptions } from '@tallystick/server'

export type ProxyFlags = {
  readonly upstream?: string
  readonly proxyOpen?: boolean
  readonly proxyRules?: string
}

/** The proxy as flags and the environment of OpenAI's own clients set it. Throws TALLY_CONFIG_INVALID for a file of rules that is none. */
export function proxyOptions(
  { upstream, proxyOpen, proxyRules }: ProxyFlags,
  env: Readonly<Record<string, string | undefined>>,
): ProxyOptions {
  const base = upstream ?? (env.OPENAI_BASE_URL || undefined)
  return {
    ...(base === undefined ? {} : { upstream: base }),
    ...(proxyOpen === undefined ? {} : { open: proxyOpen }),
    ...(proxyRules === undefined ? {} : { rules: rulesOf(proxyRules) }),
    upstreamKey: env.OPENAI_API_KEY || undefined,
  }
}

function rulesOf(file: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(value)) return value
  } catch (cause) {
    const problem = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read'
    throw new TallyError('TALLY_CONFIG_INVALID', `the rules of the proxy in ${file}: the file ${problem}`, {
      cause,
    })
  }
  throw new TallyError(
    'TALLY_CONFIG_INVALID',
    `the rules of the proxy in ${file}: it must hold a list of rules`,
  )
}
