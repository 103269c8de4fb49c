import { TallyError } from '@tallystick/core'
import { openGcm, sealGcm } from '../gcm.ts'
import type { Redaction as Mode } from '../pipeline/index.ts'
import type { Finding } from '../types.ts'
import { AROUND, opensString, quoted, readQuoted } from './quoted.ts'
import { keepFormat, mask } from './replace.ts'
import { mergeSpans } from './spans.ts'

export type RedactionOptions = {
  /** How a finding is taken out; the policy's `redaction`, usually. Default: `placeholder` for all. */
  readonly modeOf?: (finding: Finding) => Mode
  /** Behind `format`. */
  readonly key?: Uint8Array | string
  /** 32 bytes, behind `encrypt`. */
  readonly encryptionKey?: Uint8Array
}

/**
 * Takes findings out of the texts that belong together (the messages of a conversation), and puts values back into what answers them. It remembers the
 * values that it can put back in memory, and nowhere else. A value that stands with escapes in a string of JSON is remembered as it reads, and put back
 * with its escapes where a string of JSON is around it.
 */
export type Redaction = {
  /** The text without what was found. Overlapping findings go as one. */
  readonly redact: (text: string, findings: readonly Finding[]) => string
  /** What stands in place of a value: the same for equal values. */
  readonly replacement: (value: string, finding: Finding) => string
  /** The text with the values again that stood behind placeholders, `format` and, with their key, `encrypt`. */
  readonly restore: (text: string) => string
  /** What `restore` looks for, the longest first. */
  readonly marks: () => readonly string[]
  /** What stands behind a mark, as it is put back behind a text. */
  readonly valueOf: (mark: string, before: string) => string | undefined
}

/** `[EMAIL_ADDRESS_1]`, `[US_SSN:3f9a61c2]`, `[US_SSN:enc:…]`. */
const PLACEHOLDER = /\[[A-Z0-9_]{1,80}_\d{1,9}\]/g
/** Letters and digits of a value that keeps its format; shorter ones get placeholders. */
const MIN_FORMAT = 6
const ENCRYPTED = /\[([A-Z0-9_]+):enc:([A-Za-z0-9_-]{38,})\]/g

export function createRedaction(options: RedactionOptions = {}): Redaction {
  const { modeOf = () => 'placeholder', key, encryptionKey } = options
  /** Value by mark, and mark by mode and value. */
  const values = new Map<string, string>()
  const markOf = new Map<string, string>()
  const counts = new Map<string, number>()
  /** Values that stood behind the quote of a string without the escapes that JSON asks for. */
  const literal = new Set<string>()
  /** What looks like a placeholder in the texts themselves: restoring must leave it alone. */
  const reserved = new Set<string>()

  const make = (mode: Mode, value: string, finding: Finding): string => {
    const { type, hmac } = finding
    const name = type.toUpperCase()
    switch (mode) {
      case 'placeholder': {
        let mark: string
        do {
          counts.set(name, (counts.get(name) ?? 0) + 1)
          mark = `[${name}_${counts.get(name)}]`
        } while (reserved.has(mark))
        return mark
      }
      case 'mask':
        return mask(value)
      case 'hash':
        return `[${name}:${hmac.slice(0, 8)}]`
      case 'format': {
        const mark = keepFormat(value, needed(key, 'format'))
        // What is put back is looked for in texts: it must stand for one value, and be nothing that texts hold by chance.
        const isTelling = (value.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= MIN_FORMAT
        return isTelling && mark !== value && !values.has(mark) ? mark : make('placeholder', value, finding)
      }
      case 'encrypt':
        return `[${name}:enc:${sealGcm(Buffer.from(value), name, needed(encryptionKey, 'encrypt'))}]`
    }
  }

  const replacement = (value: string, finding: Finding): string => {
    const mode = modeOf(finding)
    const id = `${mode} ${finding.type} ${value}`
    let mark = markOf.get(id)
    if (mark === undefined) {
      mark = make(mode, value, finding)
      markOf.set(id, mark)
      if (mode !== 'mask' && mode !== 'hash') values.set(mark, value)
    }
    return mark
  }

  const placed = (value: string, before: string): string =>
    quoted(value) !== value && !literal.has(value) && opensString(before) ? quoted(value) : value

  const marks = () => [...values.keys()].sort((a, b) => b.length - a.length)

  return {
    redact(text, findings) {
      for (const [mark] of text.matchAll(PLACEHOLDER)) if (!values.has(mark)) reserved.add(mark)
      let redacted = ''
      let at = 0
      for (const { start, end, finding } of mergeSpans(findings)) {
        const read = readQuoted(text, start, end)
        const value = read ?? text.slice(start, end)
        if (read === undefined && quoted(value) !== value && opensString(text.slice(0, start)))
          literal.add(value)
        const mark = replacement(value, finding)
        redacted += text.slice(at, start) + (read === undefined ? mark : quoted(mark))
        at = end
      }
      return redacted + text.slice(at)
    },
    replacement,
    restore(text) {
      let restored = text
      if (values.size > 0) {
        const pattern = new RegExp(marks().map(escaped).join('|'), 'g')
        restored = text.replace(pattern, (mark, at: number) =>
          placed(values.get(mark)!, text.slice(Math.max(0, at - AROUND), at)),
        )
      }
      if (encryptionKey === undefined || !restored.includes(':enc:')) return restored
      return restored.replace(ENCRYPTED, (whole, name: string, sealed: string, at: number) =>
        placed(opened(sealed, name, encryptionKey) ?? whole, restored.slice(Math.max(0, at - AROUND), at)),
      )
    },
    marks,
    valueOf: (mark, before) => {
      const value = values.get(mark)
      return value === undefined ? undefined : placed(value, before)
    },
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Undefined for what another key sealed, or nobody did. */
function opened(sealed: string, name: string, key: Uint8Array): string | undefined {
  try {
    return openGcm(sealed, name, key).toString('utf8')
  } catch {
    return undefined
  }
}

function needed<T>(key: T | undefined, mode: Mode): T {
  if (key === undefined)
    throw new TallyError('TALLY_CONFIG_INVALID', `redaction by ${mode} needs a key, and none is set`)
  return key
}
