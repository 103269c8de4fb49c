import { AROUND, quoted, type RedactionSession } from '../redact/index.ts'
import { Reader } from './json.ts'

/** Puts values back into a text that arrives piece by piece, where a prompt's placeholders stand in it. */
export type StreamRestorer = {
  /** Takes what came next; gives what no mark can begin in any more. */
  push(chunk: string): string
  end(): string
}

/**
 * What comes out is what `restore` makes of the whole text. The values of marks that are made later are not put back: what redaction takes out of the answer
 * stays out. `quoted`: the text is JSON, where marks may stand with escapes, and all values are put back as they are written inside a string.
 */
export function createStreamRestorer(
  redaction: RedactionSession,
  options: { readonly quoted?: boolean } = {},
): StreamRestorer {
  const marks = new Set(redaction.marks())
  const starts = new Set([...marks].map(mark => mark[0]!))
  // The longest first, as `restore` prefers them.
  const lengths = [...new Set([...marks].map(({ length }) => length))]
  const sorted = [...marks].sort()
  const reader = options.quoted === true ? new Reader() : undefined
  /** As it reads; `reader` knows how it is written. */
  let waiting = ''
  /** The end of what stands before it. */
  let before = ''

  const put = (mark: string, at: number): string => {
    if (reader !== undefined) return quoted(redaction.valueOf(mark, '')!)
    const from = waiting.slice(Math.max(0, at - AROUND), at)
    return redaction.valueOf(mark, at < AROUND ? before + from : from)!
  }

  const run = (isEnd: boolean): string => {
    const written = (at: number): string => reader?.units[at]?.raw ?? waiting[at]!
    let out = ''
    let at = 0
    while (at < waiting.length) {
      if (starts.has(waiting[at]!)) {
        if (!isEnd && mayBegin(sorted, waiting.slice(at, at + lengths[0]!))) break
        const length = lengths.find(one => marks.has(waiting.slice(at, at + one)))
        if (length !== undefined) {
          out += put(waiting.slice(at, at + length), at)
          at += length
          continue
        }
      }
      out += written(at++)
    }
    reader?.units.splice(0, at)
    before += waiting.slice(0, at)
    if (before.length > 2 * AROUND) before = before.slice(-AROUND)
    waiting = waiting.slice(at)
    return out
  }
  if (marks.size === 0) return { push: chunk => chunk, end: () => '' }
  return {
    push(chunk) {
      waiting += reader === undefined ? chunk : reader.read(chunk)
      return run(false)
    },
    end() {
      if (reader !== undefined) waiting += reader.end()
      return run(true)
    },
  }
}

/** Whether one of ascending marks begins with a text and is longer. */
function mayBegin(sorted: readonly string[], text: string): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= text) low = middle + 1
    else high = middle
  }
  return sorted[low]?.startsWith(text) === true
}
