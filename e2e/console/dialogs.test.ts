import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { quiet, type Window } from '../lib/browser.ts'
import { journeys } from '../lib/journeys.ts'

/** What has the focus, in the words of a screen reader. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { tagName, ariaLabel, textContent } = document.activeElement!
    return `${tagName} ${(ariaLabel ?? textContent).trim()}`.slice(0, 60)
  })

journeys('dialogs', { demo: 3_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    window = await at.windowOf()
    page = window.page
  })
  const dialog = () => page.getByRole('dialog')
  const closes = async () => {
    await dialog().waitFor()
    await quiet(page)
    assert.equal(await dialog().evaluate(element => element.contains(document.activeElement)), true)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  }

  test('give the focus back to the button that opened them', async () => {
    for (const [path, name] of [
      ['/explore?from=-7d', 'Export'],
      ['/activity?from=-7d', 'Export'],
      ['/dashboards', 'New dashboard'],
      ['/dashboards', 'Import'],
      ['/admin', 'New user'],
      ['/admin?tab=keys', 'New key'],
    ] as const) {
      await at.open(window, path)
      await page.getByRole('button', { name, exact: true }).focus()
      const before = await focused(page)
      await page.keyboard.press('Enter')
      await closes()
      assert.equal(await focused(page), before, path)
    }
  })

  test('of keys give it back to what had it', async () => {
    await at.open(window, '/admin')
    await page.getByRole('button', { name: 'New user', exact: true }).focus()
    for (const key of ['?', 'Control+k']) {
      await page.keyboard.press(key)
      await closes()
      assert.equal(await focused(page), 'BUTTON New user', key)
    }
  })

  test('of a menu give it back to the button of the menu', async () => {
    const account = page.getByRole('button', { name: /^admin/ })
    await account.focus()
    const before = await focused(page)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Help and shortcuts', exact: true }).press('Enter')
    await closes()
    assert.equal(await focused(page), before)
  })

  test('of a row give it back to the row, from which j goes on', async () => {
    await at.open(window, '/firewall?from=-7d')
    const rows = page.getByRole('table', { name: 'List of recent scans' }).locator('tbody tr')
    await rows.first().focus()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await closes()
    const place = () => rows.evaluateAll(all => all.indexOf(document.activeElement as HTMLTableRowElement))
    assert.equal(await place(), 1)
    await page.keyboard.press('j')
    assert.equal(await place(), 2)
  })

  test('that follow one another give it back to what opened the first', async () => {
    await at.open(window, '/admin')
    await page.getByRole('button', { name: 'New user', exact: true }).focus()
    await page.keyboard.press('Enter')
    await dialog().getByLabel('Name').fill('hal')
    await page.keyboard.press('Enter')
    await dialog().getByRole('button', { name: 'I have kept it', exact: true }).press('Enter')
    await dialog().waitFor({ state: 'detached' })
    assert.equal(await focused(page), 'BUTTON New user')
  })
})
