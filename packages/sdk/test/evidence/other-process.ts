/** node other-process.ts <directory> <url>: appends one event, sends its receipt to the parent, and lives on. */
import { openEvidence } from '../../src/evidence/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'

const [directory, url] = process.argv.slice(2) as [string, string]
const evidence = openEvidence({ directory, target: { url, key: 'k' }, scrubber: createScrubber({}) })
process.send!(await evidence.append({ stream: 'activity', name: 'other' }))
setInterval(() => {}, 1_000)
