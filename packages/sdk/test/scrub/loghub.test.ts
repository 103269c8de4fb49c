import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createScrubber } from '../../src/scrub/index.ts'

const DATA = process.env.TALLY_DATA ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url))
const LOGHUB = join(DATA, 'loghub')
const skip = existsSync(LOGHUB)
  ? false
  : `NO FALSE-SCRUB TEST: the loghub lines are not in ${DATA}; set TALLY_DATA`

/** Lines that are changed and rightly so, with the reason. There are none. */
const JUSTIFIED: ReadonlySet<string> = new Set()

describe('real logs of other people', { skip }, () => {
  const systems =
    skip === false ? readdirSync(LOGHUB, { withFileTypes: true }).filter(entry => entry.isDirectory()) : []
  const scrubber = createScrubber()
  let lines = 0
  for (const { name } of systems) {
    test(`of ${name} come through unchanged`, () => {
      const changed: string[] = []
      for (const line of readFileSync(join(LOGHUB, name, `${name}_2k.log`), 'utf8').split(/\r?\n/)) {
        if (line === '') continue
        lines++
        const scrubbed = scrubber.text(line)
        if (scrubbed !== line && !JUSTIFIED.has(line)) changed.push(scrubbed)
      }
      assert.deepEqual(changed, [])
    })
  }

  test('are 16,000', () => assert.equal(lines, 16_000))
})
