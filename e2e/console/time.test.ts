import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { request, until } from '../lib/console.ts'
import { found } from '../lib/explore.ts'
import { journeys } from '../lib/journeys.ts'

const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name)
const picker = (page: Page) => page.getByRole('dialog', { name: 'Range of time' })
const notice = (page: Page) =>
  page.getByRole('status').filter({ hasText: 'The range of time in the address cannot be read' })
const label = (page: Page, text: string) => page.getByRole('button', { name: text, exact: true })

journeys('times and addresses', {}, at => {
  let tokyo: Window
  let page: Page
  before(async () => {
    for (const [time, message] of [
      ['2025-11-23T10:00:00.000Z', 'of an older year'],
      ['2025-11-23T01:00:00.000Z', 'nine hours before'],
    ])
      await request(at.served, 'POST', '/api/v1/events', { time, message, level: 'INFO', service: 'shop' })
    await until(async () => {
      const path = '/api/v1/search?from=2025-11-23&to=2025-11-24&q=service:shop'
      const { events } = (await request(at.served, 'GET', path)) as { events: unknown[] }
      return events.length === 2
    })
    tokyo = await at.windowOf(undefined, { timezoneId: 'Asia/Tokyo' })
    page = tokyo.page
  })

  test('what is typed is of the chosen zone, and the address means the same in every browser', async () => {
    await at.open(tokyo, '/explore')
    await label(page, 'Last hour').click()
    await picker(page).getByLabel('Time zone').selectOption('America/New_York')
    await picker(page).getByLabel('From').fill('2025-11-23 04:30')
    await picker(page).getByLabel('To').fill('2025-11-23T05:30:00')
    await picker(page).getByRole('button', { name: 'Show' }).click()
    await until(async () => param(page, 'to') !== null)
    assert.deepEqual(
      [param(page, 'from'), param(page, 'to')],
      ['2025-11-23T09:30:00.000Z', '2025-11-23T10:30:00.000Z'],
    )
    await label(page, 'Nov 23, 2025, 04:30 – Nov 23, 2025, 05:30').click()
    assert.equal(await picker(page).getByLabel('From').inputValue(), '2025-11-23 04:30')
    await picker(page).getByLabel('Time zone').selectOption('local')
    assert.equal(await picker(page).getByLabel('From').inputValue(), '2025-11-23 18:30')
    await page.keyboard.press('Escape')

    const berlin = await at.windowOf(undefined, { timezoneId: 'Europe/Berlin' })
    await at.open(berlin, new URL(page.url()).pathname + new URL(page.url()).search)
    await label(berlin.page, 'Nov 23, 2025, 10:30 – Nov 23, 2025, 11:30').waitFor()
    for (const { page } of [tokyo, berlin]) {
      await until(async () => (await found(page)) === 1)
      await page.getByRole('row', { name: /of an older year/ }).waitFor()
    }
  })

  test('an address that names no zone is in UTC, in every browser', async () => {
    await at.open(tokyo, '/explore?from=2025-11-23T09:30&to=2025-11-23+10:30')
    await label(page, 'Nov 23, 2025, 18:30 – Nov 23, 2025, 19:30').waitFor()
    await until(async () => (await found(page)) === 1)
    await at.open(tokyo, '/explore?from=1763890200&to=1763893800000')
    await label(page, 'Nov 23, 2025, 18:30 – Nov 23, 2025, 19:30').waitFor()
  })

  test('the year stands in rows and on the axis where it is not the one that it is now', async () => {
    await at.open(tokyo, '/explore?from=2025-11-23&to=2025-11-24')
    const row = page.getByRole('row', { name: /of an older year/ })
    await row.getByText('Nov 23 2025 19:00:00.000').waitFor()
    const cut = await row
      .getByRole('gridcell')
      .first()
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
    assert.ok(cut <= 0, `${cut} px of the time are cut off`)
    const axis = page.getByRole('img', { name: /events over time by level/ })
    await axis.getByText(/^Nov 23, 2025, \d\d:\d\d$/).waitFor()
  })

  test('a range that cannot be read is said, with what it said, and one click leads to another', async () => {
    for (const [search, said] of [
      ['from=garbage', 'from=garbage is not a time'],
      ['from=2025-11-24&to=2025-11-23', 'from=2025-11-24 is not before to=2025-11-23'],
      ['from=2099-01-01', 'from=2099-01-01 is not before to=now'],
      ['last=week', 'last=week is not a duration like 15m, 1h or 7d'],
      ['last=7d&from=-1h', 'last=7d cannot stand beside from or to'],
    ])
      for (const path of ['/', '/explore', '/firewall', '/admin?tab=trail']) {
        await at.open(tokyo, `${path}${path.includes('?') ? '&' : '?'}${search}`)
        await notice(page).getByText(`${said}. The last hour is shown instead.`).waitFor()
        await label(page, 'Last hour').waitFor()
      }
    await notice(page).getByRole('button', { name: 'Choose another' }).click()
    await picker(page).getByRole('button', { name: 'Last 7 days' }).click()
    await notice(page).waitFor({ state: 'detached' })
    assert.deepEqual(
      ['from', 'to', 'last'].map(name => param(page, name)),
      ['-7d', 'now', null],
    )
    await until(() => page.evaluate(() => document.activeElement?.textContent === 'Last 7 days'))
  })

  test('last is as good as from', async () => {
    await at.open(tokyo, '/explore?last=7d')
    await label(page, 'Last 7 days').waitFor()
    assert.equal(await notice(page).count(), 0)
    await page.keyboard.press('[')
    await until(async () => param(page, 'to') !== null)
    assert.equal(param(page, 'last'), null)
  })

  test('a stream that there is not is said, and one click leads out of it', async () => {
    for (const [stream, way, then] of [
      ['nope', 'In all but audit', null],
      ['logs', 'In log', 'log'],
    ] as const) {
      await at.open(tokyo, `/explore?from=2025-11-23&to=2025-11-24&stream=${stream}`)
      await page.getByRole('heading', { name: `There is no stream “${stream}”` }).waitFor()
      await page.getByRole('button', { name: way, exact: true }).click()
      await page.getByRole('row', { name: /of an older year/ }).waitFor()
      assert.equal(param(page, 'stream'), then)
    }
  })

  test('a verdict that is none is said to be none, and can be taken away', async () => {
    await at.open(tokyo, '/decisions?allowed=maybe')
    const chip = page.getByRole('button', { name: 'Verdict maybe (not a verdict)' })
    await chip.click()
    await chip.waitFor({ state: 'detached' })
    assert.equal(param(page, 'allowed'), null)
  })
})
