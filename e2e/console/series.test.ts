import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { complete, request } from '../lib/console.ts'
import { journeys } from '../lib/journeys.ts'

journeys('metrics', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    await request(at.served, 'POST', '/api/v1/metrics', [
      { name: 'queue_length', value: 41, tags: { queue: 'mail' } },
      { name: 'queue_length', value: 7, tags: { queue: 'print' } },
    ])
    window = await at.windowOf()
    page = window.page
  })
  const expression = () => page.getByRole('combobox', { name: 'Expression', exact: true })
  const figures = () => page.getByRole('region', { name: 'Figures' })

  test('a series is found in the catalogue and drawn with its figures', async () => {
    await at.open(window, '/series?from=-1h')
    await page.getByLabel('Search the catalogue').fill('queue')
    await page.getByRole('complementary', { name: 'Catalogue of series' }).getByRole('button').first().click()
    await page.waitForURL(/expr=.*queue_length/)
    await page.getByRole('region', { name: 'Over time' }).getByRole('img').first().waitFor()
    // The average of both queues.
    await figures().getByText('24').first().waitFor()
  })

  test('names are completed, and groups become lines that can be hidden', async () => {
    await at.open(window, '/series?from=-1h')
    await expression().fill('max(queue_l')
    await complete(page, /queue_length/)
    await page.keyboard.press('End')
    await page.keyboard.type(') by (queue)')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.waitForURL(url => url.searchParams.get('expr') === 'max(queue_length) by (queue)')
    await figures().getByText('mail').first().waitFor()
    await figures().getByText('print').first().waitFor()
    await figures().getByText('41').first().waitFor()
    await figures().getByRole('checkbox').or(figures().getByRole('button')).first().click()
    await page.waitForURL(/hide=/)
    await page.reload()
    await figures().getByText('mail').first().waitFor()
    assert.match(page.url(), /hide=/)
  })

  test('an expression that cannot be read is refused at its column', async () => {
    await at.open(window, '/series?from=-1h')
    await expression().fill('avg(queue_length')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.getByText(/^Column \d+:/).waitFor()
    await expression().fill('error_rate > 2')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /When it holds|No values in this range/ }).waitFor()
  })

  test('what nobody recorded is said to have no values', async () => {
    await at.open(window, '/series?from=-1h&expr=avg(nothing_like_that)')
    await page.getByRole('heading', { name: 'No values in this range' }).waitFor()
  })
})
