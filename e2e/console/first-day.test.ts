import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { settled, until } from '../lib/console.ts'
import { found, queryBox as query } from '../lib/explore.ts'
import { journeys } from '../lib/journeys.ts'
import { pinOf, tally } from '../lib/tally.ts'

const folder = mkdtempSync(join(tmpdir(), 'tally-first-day-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Epoch milliseconds of the first row. */
const firstTime = async (page: Page) =>
  Date.parse((await page.locator('[data-row="0"] time').getAttribute('datetime')) ?? '')

journeys('the first day with Tallystick, without a manual', {}, at => {
  test('leads from the printed password to a file that proves who tried to get in', async () => {
    const { page } = await at.window()
    const { url, admin, data } = at.served

    await page.goto(url)
    await page.getByLabel('User').fill(admin.name)
    await page.getByLabel('Password').fill(admin.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()

    await page.getByRole('heading', { name: 'Nothing is recorded yet' }).waitFor()
    await page.getByRole('button', { name: 'Load demo data', exact: true }).click()
    await page.getByRole('progressbar', { name: 'Loading demo data' }).waitFor()
    await page
      .getByRole('heading', { name: 'Nothing is recorded yet' })
      .waitFor({ state: 'detached', timeout: 90_000 })

    await page.getByRole('link', { name: 'Explore', exact: true }).click()
    await page.getByRole('button', { name: /^Security/ }).click()
    const fields = page.getByRole('region', { name: 'Fields' })
    await fields.getByTitle(/^Only login\.failure · /).click()
    await query(page).getByText('login.failure').waitFor()
    await page.getByRole('button', { name: 'ip', exact: true }).click()
    const worst = fields.getByTitle(/^Only \d+\.\d+\.\d+\.\d+ · /).first()
    const title = /^Only ([\d.]+) · ([\d,]+) events/.exec((await worst.getAttribute('title'))!)!
    const [address, all] = [title[1]!, Number(title[2]!.replaceAll(',', ''))]
    await fields.getByTitle(`Only ${address} ·`).click()
    await until(async () => (await found(page)) === all)

    // The bar that towers above the others is the burst.
    const bars = page.getByRole('img', { name: /events over time by level/ }).locator('rect')
    const boxes = (await Promise.all((await bars.all()).map(bar => bar.boundingBox()))).map(box => box!)
    const tallest = boxes.toSorted((a, b) => b.height - a.height)[0]!
    await page.mouse.move(tallest.x - 1, tallest.y + tallest.height - 2)
    await page.mouse.down()
    await page.mouse.move(tallest.x + tallest.width + 4, tallest.y + tallest.height - 2, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(url => url.searchParams.get('from')?.startsWith('20') === true)
    await settled(page)
    const attempts = (await found(page))!
    await page
      .getByRole('grid', { name: 'Events' })
      .and(page.locator(`[aria-rowcount="${attempts + 1}"]`))
      .waitFor()
    const last = await firstTime(page)
    await page.getByRole('button', { name: /^time/ }).click()
    await until(async () => (await firstTime(page)) < last)
    const minutes = (last - (await firstTime(page))) / 60_000
    assert.ok(attempts > 20 && minutes < 15, `${attempts} attempts in ${minutes} min`)

    await page.getByRole('button', { name: 'Saved searches', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Save this search …', exact: true }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Brute force')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Saved search Brute force', exact: true }).waitFor()
    const text = await query(page).textContent()

    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'Explore', exact: true }).click()
    await page.getByRole('button', { name: 'Saved searches', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Brute force', exact: true }).click()
    await query(page).getByText(address).waitFor()
    assert.equal(await query(page).textContent(), text)
    await until(async () => (await found(page)) === attempts)

    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Export' })
    await dialog.getByText('NDJSON', { exact: true }).click()
    await dialog.getByLabel('With proof').check()
    const command = (await dialog.getByText(/^tally verify FILE/).textContent())!
    const pin = /--pin '(.+)'$/.exec(command)![1]!
    assert.equal(pin, pinOf(data))
    const arrives = page.waitForEvent('download')
    await dialog.getByRole('link', { name: 'Download ndjson', exact: true }).click()
    const file = join(folder, 'brute-force.ndjson')
    await (await arrives).saveAs(file)

    const exported = readFileSync(file)
    const events = exported
      .toString('utf8')
      .split('\n')
      .filter(line => line.includes('"login.failure"'))
    assert.equal(events.length, attempts)
    assert.ok(events.every(line => line.includes(address)))
    const verified = tally(['verify', file, '--pin', pin])
    assert.equal(verified.code, 0, verified.stdout + verified.stderr)

    const place = exported.indexOf(address, exported.indexOf('"name":"login.failure"'))
    exported[place] = exported[place] === 0x39 ? 0x38 : exported[place]! + 1
    const forged = join(folder, 'forged.ndjson')
    writeFileSync(forged, exported)
    assert.equal(tally(['verify', forged, '--pin', pin]).code, 1)
  })
})
