import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { quiet, type Window } from '../lib/browser.ts'
import { request, until } from '../lib/console.ts'
import { journeys } from '../lib/journeys.ts'

journeys('decisions', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    window = await at.windowOf()
    page = window.page
  })
  const list = () => page.getByRole('table', { name: 'List of recent decisions' })
  const rows = () => list().locator('tbody tr')

  test('are narrowed to one model and operation, and to what was blocked', async () => {
    await at.open(window, '/decisions?from=-7d')
    const uses = page.getByRole('table', { name: 'Decisions by model and operation' }).locator('tbody tr')
    const [model, operation] = await uses.first().locator('td').allTextContents()
    await uses.first().click()
    await page.waitForURL(url => url.searchParams.get('model') === model)
    assert.equal(new URL(page.url()).searchParams.get('operation'), operation)
    await until(async () => (await rows().filter({ hasNotText: model! }).count()) === 0)
    await page.getByText('Blocked only', { exact: true }).click()
    await until(async () => (await list().getByText('allowed', { exact: true }).count()) === 0)
    const { decisions } = (await request(
      at.served,
      'GET',
      `/api/v1/decisions?from=-7d&allowed=false&limit=50&model=${encodeURIComponent(model!)}&operation=${encodeURIComponent(operation!)}`,
    )) as { decisions: readonly unknown[] }
    await until(async () => (await rows().count()) === decisions.length)
  })

  test('say what was asked, what was answered, and by which policy', async () => {
    await at.open(window, '/decisions?from=-7d&allowed=false')
    await rows()
      .first()
      .click({ position: { x: 5, y: 5 } })
    const dialog = page.getByRole('dialog', { name: 'Decision' })
    for (const name of ['What was asked', 'Metadata', 'Policy'])
      await dialog.getByRole('heading', { name, exact: true }).waitFor()
    await dialog.getByRole('link', { name: 'Event', exact: true }).click()
    await page.getByRole('complementary', { name: 'Event' }).getByText('decision').first().waitFor()
  })

  test('are made under a policy whose source anybody can read', async () => {
    await at.open(window, '/decisions?from=-7d')
    await page.getByRole('button', { name: 'Show source', exact: true }).first().click()
    await page
      .getByRole('dialog', { name: /^Policy / })
      .getByText(/rules/)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('are asked for once, however often r is pressed before they are there', async () => {
    await at.open(window, '/decisions?from=-15m')
    let asked = 0
    const answer = Promise.withResolvers<void>()
    await page.route('**/api/v1/decisions?**', async route => {
      asked++
      await answer.promise
      await route.continue()
    })
    // While something else is asked for a moment after the page was, r waits.
    await until(async () => {
      await page.keyboard.press('r')
      return asked > 0
    })
    for (let i = 0; i < 10; i++) await page.keyboard.press('r')
    answer.resolve()
    await quiet(page)
    await page.unroute('**/api/v1/decisions?**')
    assert.ok(asked >= 1 && asked <= 2, `asked ${asked} times`)
  })

  test('made a moment ago are there', async () => {
    await at.open(window, '/decisions?from=-15m')
    await request(at.served, 'POST', '/v1/check', {
      model: 'model-of-now',
      operation: 'chat',
      metadata: { purpose: 'support' },
    })
    await until(async () => {
      await page.keyboard.press('r')
      return (await list().getByText('model-of-now').count()) > 0
    })
  })
})
