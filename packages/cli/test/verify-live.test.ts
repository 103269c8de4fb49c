import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openEngine } from '@tallystick/engine'
import { runVerify } from '../src/verify/index.ts'

const SECONDS = process.env.TALLY_SOAK ? 120 : 3

test('a directory that an engine is writing to is VERIFIED every time one looks', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tally-live-'))
  const engine = await openEngine(directory, { store: 'memory' })
  const { verifierKey: pin } = engine
  await engine.control.createTenant('acme')
  let running = true
  let sent = 0
  const writing = (async () => {
    while (running) {
      const events = Array.from({ length: 100 }, (_, i) => ({
        message: `event ${sent + i}`,
        attributes: { text: 'x'.repeat(i * 7) },
      }))
      sent += (await engine.ingest('acme', events)).accepted
      await new Promise(resolve => setTimeout(resolve, 2))
    }
  })()
  try {
    await engine.flush('sealed')
    let looks = 0
    for (const end = performance.now() + SECONDS * 1000; performance.now() < end; looks++) {
      let printed = ''
      const code = await runVerify({
        data: directory,
        pin,
        json: true,
        out: text => {
          printed = text
        },
      })
      assert.equal(code, 0, printed)
    }
    assert.ok(looks >= 3)
  } finally {
    running = false
    await writing
    await engine.close()
  }
  const texts: string[] = []
  const code = await runVerify({ data: directory, pin, json: true, out: text => void texts.push(text) })
  const { tenants } = JSON.parse(texts.join('')) as {
    tenants: { counts: { verified: number; unsealed: number } }[]
  }
  assert.equal(code, 0)
  assert.deepEqual([tenants[0]?.counts.verified, tenants[0]?.counts.unsealed], [sent, 0])
  rmSync(directory, { recursive: true })
})
