import type { RedactionSession } from '../redact/index.ts'

/** Puts values back into a text that arrives piece by piece, where a prompt's placeholders stand in it. */
export type StreamRestorer = {
  /** Takes what came next; gives what no mark can begin in any more. */
  push(chunk: string): string
  end(): string
}

/**
 * What comes out is what `restore` makes of the whole text. The values of marks that are made later are not put back: what redaction takes out of the answer
 * stays out. `quoted`: the text is JSON, and values are put back as they are written inside a string.
 */
export function createStreamRestorer(
  redaction: RedactionSession,
  options: { readonly quoted?: boolean } = {},
): StreamRestorer {
  const values = new Map(redaction.marks().map(mark => [mark, redaction.valueOf(mark)!]))
  const starts = new Set([...values.keys()].map(mark => mark[0]!))
  // The longest first, as `restore` prefers them.
  const lengths = [...new Set([...values.keys()].map(({ length }) => length))]
  const sorted = [...values.keys()].sort()
  const put = (value: string) => (options.quoted === true ? JSON.stringify(value).slice(1, -1) : value)
  let waiting = ''

  const run = (isEnd: boolean): string => {
    let out = ''
    let at = 0
    while (at < waiting.length) {
      if (starts.has(waiting[at]!)) {
        if (!isEnd && mayBegin(sorted, waiting.slice(at, at + lengths[0]!))) break
        const length = lengths.find(one => values.has(waiting.slice(at, at + one)))
        if (length !== undefined) {
          const mark = waiting.slice(at, at + length)
          out += put(values.get(mark)!)
          at += mark.length
          continue
        }
      }
      out += waiting[at++]
    }
    waiting = waiting.slice(at)
    return out
  }
  if (values.size === 0) return { push: chunk => chunk, end: () => '' }
  return {
    push(chunk) {
      waiting += chunk
      return run(false)
    },
    end: () => run(true),
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
