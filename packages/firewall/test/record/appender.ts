/**
 * A program that records scans: `appender.ts <database> <how>`. `forever`: until it is killed, printing the id of each record once that is kept.
 * `exit`: appends 200 and calls process.exit at once. `end`: appends 300, waits for none, and ends by itself.
 */

import { randomFillSync } from 'node:crypto'
import { createIdGenerator } from '@tallystick/core'
import { openSqliteRecords } from '../../src/record/index.ts'
import { sample } from './samples.ts'

const [file = '', how = ''] = process.argv.slice(2)
const newId = createIdGenerator(randomFillSync)
const store = openSqliteRecords({ file, onProblem: ({ message }) => process.stderr.write(`${message}\n`) })
const next = () => sample(Date.now(), { id: newId(Date.now()), session_id: String(process.pid) })

if (how === 'forever') {
  // Several at a time, as a busy program would.
  const run = async () => {
    for (;;) {
      const record = next()
      if ((await store.append(record)) === 'kept') process.stdout.write(`${record.id}\n`)
    }
  }
  await Promise.all(Array.from({ length: 20 }, run))
} else {
  const count = how === 'exit' ? 200 : 300
  for (let i = 0; i < count; i++) void store.append(next())
  if (how === 'exit') process.exit(0)
}
