import type { DecodedEvent } from '../types.ts'
import type { Wrapped } from '../wrapper.ts'
import type { LinePipeline } from './lines.ts'
import type { Pipeline } from './types.ts'

/** Parts of one line are put together up to this length. */
const MAX_LINE = 256 * 1024

/** Lines of a container runtime: puts the parts of the application's lines together and hands them on. */
export function wrappedPipeline(lines: LinePipeline, read: (line: string) => Wrapped | undefined): Pipeline {
  let number = 0
  let held: { wrapped: Wrapped; text: string; number: number } | undefined
  const release = (): DecodedEvent[] => {
    const last = held
    held = undefined
    return last === undefined ? [] : lines.push(last.text, last.number, last.wrapped)
  }
  return {
    push(line) {
      number++
      const wrapped = read(line)
      if (wrapped === undefined) return [...release(), ...lines.push(line, number, undefined)]
      const goesOn =
        held !== undefined && held.wrapped.output === wrapped.output && held.text.length < MAX_LINE
      const before = goesOn ? [] : release()
      held = goesOn ? { ...held!, text: held!.text + wrapped.text } : { wrapped, text: wrapped.text, number }
      return wrapped.partial ? before : [...before, ...release()]
    },
    flush: () => [...release(), ...lines.flush()],
  }
}
