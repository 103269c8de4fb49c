import { parseFilterArgument } from '../args/query.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import { type ExitCode, OK, stoppedCode } from '../exit-codes.ts'
import { commandName } from '../invocation.ts'
import { createEventPrinter, type EventOutputOptions } from '../output/event-printer.ts'
import { formatDuration, plural } from '../output/numbers.ts'
import { sanitizeLine } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'

export type TailOptions = ClientOptions & EventOutputOptions & { readonly last: number }

/** `tally tail`: events as they are taken in, until interrupted. */
export async function runTail(
  words: readonly string[],
  options: TailOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { text, query } = parseFilterArgument(words, 'tail')
  const printer = createEventPrinter(query, options, terminal)
  const signal = terminal.interrupted()
  const note = (line: string) => terminal.note(terminal.noteStyle.dim(line))

  return withClient(options, terminal, async client => {
    if (client.kind === 'directory')
      note(`${client.target} is open here and in no server: nothing else can write to it meanwhile.`)
    /** Shown already, because the tail stood before the last events were asked for. */
    const shown = new Set<number>()
    let lost = false
    let last: number | undefined
    for await (const item of client.tail(text, signal)) {
      switch (item.type) {
        case 'connected':
          if (lost) note('… connected again; what happened in between is in tally search')
          else if (options.last > 0) {
            const { events } = await client.search(text, { limit: options.last, order: 'desc' })
            for (const event of events) shown.add(event.seq)
            last = events[0]?.seq
            await printer.printAll(events.toReversed())
          }
          break
        case 'event':
          last = item.event.seq
          if (!shown.delete(item.event.seq)) await printer.print(item.event)
          break
        case 'missed':
          note(`… missed ${plural(item.count, 'event')} (too slow)`)
          break
        case 'disconnected':
          lost = true
          note(`… ${sanitizeLine(item.reason)}; trying again in ${formatDuration(item.retryMs)}`)
          break
      }
    }
    if (!signal.aborted) return OK
    if (last !== undefined)
      note(`Stopped. What comes after is found with: ${commandName()} search 'seq>${last}'`)
    return stoppedCode(signal)
  })
}
