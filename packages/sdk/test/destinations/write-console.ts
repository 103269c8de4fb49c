/** `exit`: 20,000 lines, then process.exit. `stalled`: 200,000 lines, however slow the reader; tells on standard error how it went. */
import { writeSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { consoleDestination } from '../../src/destinations/index.ts'
import { consoleFormat } from '../../src/format/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { createSpeech } from '../../src/speech/index.ts'

const speech = createSpeech({
  scrubber: createScrubber(),
  destinations: [consoleDestination({ format: consoleFormat() })],
})
const log = speech.getLogger('w')
if (process.argv[2] === 'exit') {
  process.on('exit', () => speech.flushSync())
  for (let i = 0; i < 20_000; i++) log.info(String(i))
  process.exit(0)
}
let slowest = 0
for (let i = 0; i < 2_000; i++) {
  const before = performance.now()
  for (let k = 0; k < 100; k++) log.info(`${i} ${k}`.padEnd(100, '.'))
  await turn()
  slowest = Math.max(slowest, performance.now() - before)
}
const { destinations } = await speech.flush(50)
writeSync(2, `${JSON.stringify({ slowest, ...destinations[0] })}\n`)
setInterval(() => {}, 1_000)
