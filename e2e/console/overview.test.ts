import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { loadDemo, request, until } from '../lib/console.ts'
import { journeys, provoked } from '../lib/journeys.ts'

journeys('the overview', {}, at => {
  let window: Window
  let page: Page
  before(async () => {
    window = await at.windowOf()
    page = window.page
  })
  const figure = (name: string) =>
    page
      .getByRole('definition')
      .and(page.locator(`dt:text-is("${name}") ~ dd`))
      .first()

  test('teaches how to begin where nothing is recorded yet, and fills when events come', async () => {
    await page.getByRole('heading', { name: 'Nothing is recorded yet' }).waitFor()
    await page.getByText(`curl -X POST ${at.served.url}/api/v1/events`).waitFor()
    await loadDemo(at.served, { events: 6_000 })
    await page.keyboard.press('r')
    await page.getByRole('heading', { name: 'Nothing is recorded yet' }).waitFor({ state: 'detached' })
  })

  test('says how the instance is, what it runs on, how much happens and how safe that is', async () => {
    await at.open(window, '/?from=-7d')
    for (const name of ['Health', 'Resources', 'Traffic', 'Security', 'Events', 'Errors by service'])
      await page.getByRole('heading', { level: 2, name, exact: true }).waitFor()
    const told = (await request(at.served, 'GET', '/api/v1/overview?from=-7d')) as {
      threats_blocked: number
      version: string
    }
    assert.ok(told.threats_blocked > 0)
    await figure('Threats blocked').getByText(told.threats_blocked.toLocaleString('en')).waitFor()
    await figure('Uptime').waitFor()
    await page.getByText(`version ${told.version}`).waitFor()
    for (const name of ['CPU', 'Memory', 'Disk']) await figure(name).filter({ hasText: /\d/ }).waitFor()
  })

  test('is of now: what happens meanwhile is counted by itself', async () => {
    await at.open(window, '/?from=-15m')
    const critical = page.getByRole('heading', { name: 'Latest critical events' })
    await critical.waitFor()
    await request(at.served, 'POST', '/api/v1/events', {
      level: 'CRITICAL',
      service: 'payments',
      message: 'The till is on fire',
    })
    await page.getByText('The till is on fire').waitFor({ timeout: 20_000 })
    await page.getByText('The till is on fire').click()
    await page
      .getByRole('complementary', { name: 'Event' })
      .getByText('The till is on fire')
      .first()
      .waitFor()
  })

  test('is of now also where answers take longer than the time between two refreshes', async () => {
    await at.open(window, '/?from=-15m')
    await page.getByRole('button', { name: 'Last 15 minutes', exact: true }).click()
    await page.getByLabel('Refresh by itself').selectOption('5 s')
    await page.keyboard.press('Escape')
    await page.route('**/api/v1/search?*', async route => {
      await page.waitForTimeout(7_000)
      // A question that was given up meanwhile has nobody to answer to.
      await route.continue().catch(() => {})
    })
    await request(at.served, 'POST', '/api/v1/events', { level: 'CRITICAL', message: 'The roof is on fire' })
    await page.getByText('The roof is on fire').waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })

  test('leads from the service with the most errors to these errors', async () => {
    await at.open(window, '/?from=-7d')
    const card = page.getByRole('region', { name: 'Errors by service' })
    await card.getByRole('button').first().click()
    await page.getByRole('heading', { level: 1, name: 'Explore' }).waitFor()
    assert.match(new URL(page.url()).searchParams.get('q')!, /level>=ERROR service:/)
    await page.locator('[data-row="0"]').waitFor()
  })

  test('is there again when the server is, and so is a page that was first opened while it was away', async () => {
    const own = await at.windowOf()
    await at.open(own, '/explore?from=-15m')
    await own.context.route('**', route => route.abort('connectionrefused'))
    await own.page.keyboard.press('r')
    const away = own.page.getByText('The server does not answer.').first()
    await away.waitFor()
    await own.context.unrouteAll()
    await away.waitFor({ state: 'detached' })
    await own.page.getByRole('heading', { level: 1, name: 'Explore' }).waitFor()

    await own.context.route('**', route => route.abort('connectionrefused'))
    await own.page.getByRole('link', { name: 'Traces', exact: true }).click()
    await own.page.getByRole('heading', { level: 1, name: 'This page did not arrive' }).waitFor()
    await away.waitFor()
    await own.context.unrouteAll()
    await own.page.getByRole('heading', { level: 1, name: 'Traces' }).waitFor()
    await provoked(own, /ERR_CONNECTION_REFUSED|preload|dynamically imported/)
  })

  test('leaves whoever went on from a page that did not arrive where they are', async () => {
    const own = await at.windowOf()
    await at.open(own, '/explore?from=-15m')
    await own.context.route('**', route => route.abort('connectionrefused'))
    await own.page.getByRole('link', { name: 'Traces', exact: true }).click()
    await own.page.getByRole('heading', { level: 1, name: 'This page did not arrive' }).waitFor()
    await own.page.getByRole('link', { name: 'Explore', exact: true }).click()
    await own.page.getByRole('heading', { level: 1, name: 'Explore' }).waitFor()
    await own.page.evaluate(`globalThis.sameConsole = true`)
    const asked = own.page.waitForResponse('**/health/live')
    await own.context.unrouteAll()
    await asked
    // Were the console loaded anew, it would be by now.
    await own.page.waitForTimeout(1_000)
    assert.equal(await own.page.evaluate(`globalThis.sameConsole`), true)
    await provoked(own, /ERR_CONNECTION_REFUSED|preload|dynamically imported/)
  })

  test('has what is broken first', async () => {
    await at.open(window, '/?from=-7d')
    const problems = page.getByRole('region', { name: 'Problems' })
    // Both are of now, which passes between the two questions.
    await until(async () => {
      const { problems: known } = (await request(at.served, 'GET', '/api/v1/overview')) as {
        problems: readonly { text: string }[]
      }
      const shown = await problems.getByRole('listitem').allTextContents()
      if (known.length === 0) return (await problems.getByText('All is well').count()) === 1
      return (
        shown.length === known.length &&
        known.every(({ text }) => shown.some(one => one.includes(text.slice(0, 20))))
      )
    })
  })
})
