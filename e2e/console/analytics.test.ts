import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { loadDemo, request } from '../lib/console.ts'
import { journeys } from '../lib/journeys.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

journeys('analytics', {}, at => {
  let window: Window
  let page: Page
  before(async () => {
    await loadDemo(at.served, { days: 20, events: 9_000 })
    window = await at.windowOf()
    page = window.page
  })

  test('tells this week’s figures as the API does, and how they changed', async () => {
    await at.open(window, '/analytics')
    // Whole hours, the present one among them.
    const to = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS
    const count = async (query: string, from: number, end: number) => {
      const range = `from=${new Date(from).toISOString()}&to=${new Date(end).toISOString()}`
      const answer = await request(
        at.served,
        'GET',
        `/api/v1/aggregate?q=${encodeURIComponent(`${query} | count()`)}&${range}`,
      )
      return (answer as { rows: number[][] }).rows[0]![0]!
    }
    // Errors are what the overview calls so: the demo's scans and security events have that level as well.
    for (const [name, query] of [
      ['Events', '-stream:audit'],
      ['Errors', 'stream:log level>=ERROR'],
    ] as const) {
      const card = page.getByRole('region', { name, exact: true })
      const [shown] = /[\d,]+/.exec((await card.getByRole('paragraph').first().textContent())!)!
      const [past] = /^[\d,]+/.exec(
        (await card.locator('[title$="in the 7 days before"]').getAttribute('title'))!,
      )!
      assert.deepEqual(
        [shown, past].map(text => Number(text.replaceAll(',', ''))),
        [await count(query, to - 7 * DAY_MS, to), await count(query, to - 14 * DAY_MS, to - 7 * DAY_MS)],
        name,
      )
    }
  })

  test('gives the share of the top type of the threats that it counts', async () => {
    const card = page.getByRole('region', { name: 'Threats', exact: true })
    const number = (text: string | null) => Number(/^[\d,]+/.exec(text!)![0].replaceAll(',', ''))
    const total = number(await card.getByRole('paragraph').first().textContent())
    // After the name and the change, which may end in a digit as well.
    const most = await card
      .getByRole('list', { name: 'Threats by type' })
      .getByRole('listitem')
      .first()
      .locator('span')
      .last()
      .textContent()
    const share = Math.round((number(most) / total) * 100)
    await card.getByText(`${share} % of the threats`).waitFor()
  })

  test('says in sentences what stands out', async () => {
    const findings = page.getByRole('region', { name: 'What stands out' }).getByRole('listitem')
    assert.ok((await findings.count()) > 0)
    for (const text of await findings.allTextContents()) assert.match(text, /^(?:Worse|Better|Note): .+\.$/)
  })

  test('does not compare a month with one that was not recorded', async () => {
    await page.getByText('30 days', { exact: true }).click()
    await page.waitForURL(/days=30/)
    await page.getByText(/so changes are not told/).waitFor()
    assert.equal(await page.locator('[title$="in the 30 days before"]').count(), 0)
    await page.goBack()
    await page.locator('[title$="in the 7 days before"]').first().waitFor()
  })

  test('leads from the worst address to its threats', async () => {
    await at.open(window, '/analytics')
    const bar = page.getByRole('list', { name: 'Threats by address' }).getByRole('button').first()
    const text = (await bar.textContent())!
    await bar.click()
    await page.getByRole('heading', { level: 1, name: 'Explore' }).waitFor()
    const [, ip] = / ip:"?([\d.]+)/.exec(new URL(page.url()).searchParams.get('q')!)!
    assert.ok(text.startsWith(ip!), text)
    await page.locator('[data-row="0"]').waitFor()
  })
})
