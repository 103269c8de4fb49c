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
  const values = new Map(redaction.marks().map(mark => [mark, redaction.restore(mark)]))
  // By first character, the longest first, as `restore` prefers them.
  const byStart = Map.groupBy(values.keys(), mark => mark[0]!)
  const put = (value: string) => (options.quoted === true ? JSON.stringify(value).slice(1, -1) : value)
  let waiting = ''

  const run = (isEnd: boolean): string => {
    let out = ''
    let at = 0
    while (at < waiting.length) {
      const marks = byStart.get(waiting[at]!)
      if (marks !== undefined) {
        const rest = waiting.length - at
        if (!isEnd && marks.some(mark => mark.length > rest && mark.startsWith(waiting.slice(at)))) break
        const mark = marks.find(one => waiting.startsWith(one, at))
        if (mark !== undefined) {
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
