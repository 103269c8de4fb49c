/** Logs 50 lines per turn of the event loop, for ever; tells on standard output how many were logged in turns that are over. */
import { writeSync } from 'node:fs'
import { fileDestination } from '../../src/destinations/index.ts'
import { jsonFormat } from '../../src/format/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { createSpeech } from '../../src/speech/index.ts'

const speech = createSpeech({
  scrubber: createScrubber(),
  destinations: [fileDestination({ path: process.argv[2]!, format: jsonFormat() })],
})
const log = speech.getLogger('w')
let count = 0
function work(): void {
  const before = count
  if (before > 0) writeSync(1, `${before}\n`)
  for (let i = 0; i < 50; i++) log.info(`${++count}`)
  // Behind the immediate that writes the lines of this turn.
  setTimeout(work, 1)
}
work()
