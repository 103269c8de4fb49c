import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { request } from '../lib/console.ts'
import { journeys } from '../lib/journeys.ts'
import { pinOf, tally } from '../lib/tally.ts'

const folder = mkdtempSync(join(tmpdir(), 'tally-evidence-'))
after(() => rmSync(folder, { recursive: true, force: true }))

journeys('evidence', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  let id: string
  before(async () => {
    window = await at.windowOf()
    page = window.page
    const answer = await request(at.served, 'GET', '/api/v1/search?q=stream:activity&limit=1')
    id = (answer as { events: readonly { id: string }[] }).events[0]!.id
  })
  const prove = () => page.getByRole('region', { name: 'Prove one event' })
  const whole = () => page.getByRole('region', { name: 'Check the whole record' })

  test('an event is proven step by step in the browser, and one changed character is found', async () => {
    await at.open(window, '/evidence')
    await prove().getByLabel('Id of the event').fill(id)
    await prove().getByRole('button', { name: 'Prove', exact: true }).click()
    await prove().getByRole('status').getByText('VERIFIED').waitFor()
    const steps = ['The line', 'Up to its batch', 'The ledger entry', 'Up to the ledger', 'The checkpoint']
    for (const step of steps)
      await prove()
        .getByRole('heading', { name: `${step} holds`, exact: true })
        .waitFor()
    await prove().getByLabel('What if one character had been changed?').check()
    await prove().getByRole('status').getByText('ALTERED').waitFor()
    await prove().getByRole('heading', { name: 'Up to its batch does not hold' }).waitFor()
    await prove().getByText('differs').first().waitFor()
    await prove().getByLabel('What if one character had been changed?').uncheck()
    await prove().getByRole('status').getByText('VERIFIED').waitFor()
  })

  test('its proof is a file that can be verified without the server', async () => {
    await at.open(window, `/evidence?id=${id}`)
    const arrives = page.waitForEvent('download')
    await prove().getByRole('button', { name: 'Save the proof', exact: true }).click()
    const file = join(folder, 'proof.json')
    await (await arrives).saveAs(file)
    const pin = pinOf(at.served.data)
    await prove().getByText(`--pin '${pin}'`).waitFor()
    const { code, stdout, stderr } = tally(['verify', file, '--pin', pin])
    assert.equal(code, 0, stdout + stderr)
    writeFileSync(file, readFileSync(file, 'utf8').replace('AUDIT', 'DEBUG'))
    assert.equal(tally(['verify', file, '--pin', pin]).code, 1)
  })

  test('a key that is not the one this browser remembers raises an alarm', async () => {
    await at.open(window, `/evidence?id=${id}`)
    const another = `elsewhere+0a1b2c3d+${'A'.repeat(43)}=`
    await page.getByRole('button', { name: 'Give it a key that you noted down', exact: true }).click()
    await page.getByLabel('Verifier key', { exact: true }).fill('no key')
    await page.getByRole('button', { name: 'Check against it', exact: true }).click()
    await page.getByText('A verifier key has the form').waitFor()
    await page.getByLabel('Verifier key', { exact: true }).fill(another)
    await page.getByRole('button', { name: 'Check against it', exact: true }).click()
    await page.getByRole('alert').getByText('not the one this browser remembers').waitFor()
    await page.reload()
    await page.getByRole('alert').getByText('not the one this browser remembers').waitFor()
    assert.equal(await prove().getByRole('status').getByText('VERIFIED').count(), 0)
    await page.getByRole('button', { name: 'Trust the server’s key from now on', exact: true }).click()
    await prove().getByRole('status').getByText('VERIFIED').waitFor()
  })

  test('the server checks the whole record on request, and the verdict stays', async () => {
    await at.open(window, '/evidence')
    await whole().getByRole('button', { name: 'Check now', exact: true }).click()
    await whole().getByText('Every sealed line is there, in its place, exactly as it was written.').waitFor()
    await whole()
      .getByText(/asked for by admin/)
      .waitFor()
    await page.reload()
    await whole().getByText('Every sealed line is there').waitFor()
  })

  test('a line that somebody changed on the disk is found and named', async () => {
    const journal = join(at.served.data, 'journal', 'default')
    const segment = join(journal, readdirSync(journal).find(name => name.endsWith('.ndjson'))!)
    const lines = readFileSync(segment, 'utf8').split('\n')
    const line = lines.findIndex(text => text.includes('"login.failure"'))
    assert.ok(line >= 0)
    const { seq } = JSON.parse(lines[line]!) as { seq: number }
    lines[line] = lines[line]!.replace('"login.failure"', '"login.success"')
    writeFileSync(segment, lines.join('\n'))
    await at.open(window, '/evidence')
    await whole().getByRole('button', { name: 'Check now', exact: true }).click()
    await whole().getByText('Something is missing or not what was written.').waitFor()
    const named = (await whole().getByRole('list', { name: 'What was found' }).textContent())!
    const [, first, last] = /seq (\d+)–(\d+)/.exec(named)!
    assert.ok(Number(first) <= seq && seq <= Number(last), named)
  })
})
