import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { until } from '../lib/console.ts'
import { journeys } from '../lib/journeys.ts'

journeys('traces', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    window = await at.windowOf()
    page = window.page
  })
  const rows = () => page.getByRole('table', { name: 'Traces' }).locator('tbody tr')
  const waterfall = () => page.getByRole('tree')
  const span = () => page.getByRole('region', { name: 'Selected span' })
  const param = (name: string) => new URL(page.url()).searchParams.get(name)

  test('the slowest come first when asked for, each with its duration', async () => {
    await at.open(window, '/traces?from=-7d')
    await page.getByRole('heading', { name: 'Newest first' }).waitFor()
    await page.getByText('Slowest', { exact: true }).click()
    await page.getByRole('heading', { name: 'Slowest first' }).waitFor()
    const widths = () =>
      rows().evaluateAll(all =>
        all.map(row => Number.parseFloat(row.querySelector<HTMLElement>('[style]')?.style.width ?? '0')),
      )
    await until(async () => {
      const shown = await widths()
      return shown.length > 5 && shown.every((width, i) => i === 0 || width <= shown[i - 1]!)
    })
    assert.equal((await widths())[0], 100)
  })

  test('a query leaves the traces that have such an event', async () => {
    await at.open(window, '/traces?from=-7d')
    const unharmed = rows().filter({ hasNotText: /error/ })
    assert.ok((await unharmed.count()) > 0)
    await page
      .getByRole('textbox', { name: 'Traces with an event for which this holds', exact: true })
      .fill('level:ERROR')
    await page.getByRole('button', { name: 'Run query', exact: true }).click()
    await until(async () => (await unharmed.count()) === 0)
    assert.ok((await rows().count()) > 0)
  })

  test('a trace is a tree of spans that keys walk, close and open', async () => {
    await at.open(window, '/traces?from=-7d&order=slowest')
    await page.getByRole('table', { name: 'Traces' }).getByRole('link').first().click()
    await waterfall().waitFor()
    const items = waterfall().getByRole('treeitem')
    const all = await items.count()
    assert.ok(all >= 3, `${all} spans`)
    await waterfall().focus()
    await page.keyboard.press('ArrowLeft')
    await page.waitForFunction(() => document.querySelectorAll('[role=treeitem]').length === 1)
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(most => document.querySelectorAll('[role=treeitem]').length === most, all)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await span().waitFor()
    assert.notEqual(param('span'), null)
    await span().getByText('Parent', { exact: true }).waitFor()
    await page.reload()
    await span().waitFor()
    await span().getByRole('button', { name: 'Close', exact: true }).click()
    await span().waitFor({ state: 'detached' })
  })

  test('leads from a span to its events, from an event to its trace, and back', async () => {
    await at.open(window, '/traces?from=-7d&order=slowest')
    await page.getByRole('table', { name: 'Traces' }).getByRole('link').first().click()
    await waterfall().getByRole('treeitem').first().click()
    const trace = param('trace')!
    await span().getByRole('link', { name: 'Its events in Explore', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Explore' }).waitFor()
    assert.match(param('q')!, /^span_id:/)
    await page.locator('[data-row="0"]').click()
    const details = page.getByRole('complementary', { name: 'Event' })
    await details.getByRole('link', { name: 'Trace', exact: true }).click()
    await waterfall().waitFor()
    assert.equal(param('trace'), trace)
    await page.goBack()
    await details.waitFor()
  })

  test('one that does not exist is said not to', async () => {
    await at.open(window, '/traces?trace=00000000000000000000000000000001')
    await page.getByRole('heading', { name: 'No event of this trace' }).waitFor()
  })
})
