/**
 * Load that is meant to be killed: `load.ts <directory> <run> [options as JSON]`. Appends to several tenants, as several writers, until
 * the process ends, and prints what was acknowledged, one JSON array per line: [tenant, firstSeq, id of the append, count, writer, last].
 */
import { type JournalOptions, openJournal } from '../../src/journal/index.ts'
import { encodeLines } from './helpers.ts'

const [directory = '', run = '', json = '{}'] = process.argv.slice(2)
const { appends = Number.POSITIVE_INFINITY, ...options } = JSON.parse(json) as JournalOptions & {
  appends?: number
}
const journal = await openJournal(directory, options)
process.stdout.write('open\n')

await Promise.all(
  ['a', 'b', 'c'].flatMap(tenant =>
    ['w1', 'w2'].map(async writer => {
      for (let i = 0; i < appends; i++) {
        const id = `${run}-${tenant}-${writer}-${i}`
        const count = 1 + ((i * 7) % 40)
        const padding = 'x'.repeat((i * 131) % 3000)
        const last = (journal.writerSequence(tenant, writer) ?? -1) + count
        const { firstSeq } = await journal.append({
          tenant,
          count,
          received: Date.now(),
          writer: { writer, last },
          encode: encodeLines(tenant, count, id, padding),
        })
        process.stdout.write(`${JSON.stringify([tenant, firstSeq, id, count, writer, last])}\n`)
      }
    }),
  ),
)
await journal.close()
