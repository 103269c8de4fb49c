import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { quiet, type Window } from '../lib/browser.ts'
import { request, until } from '../lib/console.ts'
import { journeys, provoked } from '../lib/journeys.ts'

const folder = mkdtempSync(join(tmpdir(), 'tally-dashboards-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'dashboard.json')

journeys('dashboards', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    window = await at.windowOf()
    page = window.page
    await window.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  })
  const dialog = () => page.getByRole('dialog')
  const titles = () => page.getByRole('article').getByRole('heading', { level: 2 }).allTextContents()
  const more = async (name: string) => {
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name }).click()
  }

  test('are there with demo data, and every panel shows some of it', async () => {
    const { dashboards } = (await request(at.served, 'GET', '/api/v1/dashboards')) as {
      dashboards: { id: string; name: string }[]
    }
    assert.equal(dashboards.length, 2)
    for (const { name } of dashboards) {
      await at.open(window, '/dashboards?from=-7d')
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
      await page.getByRole('article').nth(8).waitFor()
      await quiet(page)
      assert.deepEqual(await page.getByRole('alert').allTextContents(), [])
      assert.equal(await page.getByText('Nothing in this range').count(), 0)
    }
    // The next begins with none, on a page that knows of none.
    await page.goto('about:blank')
    for (const { id } of dashboards) await request(at.served, 'DELETE', `/api/v1/dashboards/${id}`)
  })

  test('is built of panels that show what they will show, and is the same after a reload', async () => {
    await at.open(window, '/dashboards?from=-7d')
    await page.getByRole('button', { name: 'Make the first one', exact: true }).click()
    await dialog().getByText('Add panels one by one').click()
    await dialog().getByLabel('Name').fill('Mine')
    await dialog().getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor()
    await page.getByRole('button', { name: 'Add the first one', exact: true }).click()
    await dialog().getByLabel('Title').fill('Errors')
    await dialog().getByText('Number', { exact: true }).click()
    await dialog().getByRole('textbox', { name: 'Query', exact: true }).fill('level:ERROR |')
    await dialog()
      .getByText(/^Column \d+/)
      .waitFor()
    await dialog().getByRole('textbox', { name: 'Query', exact: true }).fill('level:ERROR | count()')
    const { rows } = (await request(
      at.served,
      'GET',
      '/api/v1/aggregate?q=level:ERROR|count()&from=-7d',
    )) as {
      rows: number[][]
    }
    const errors = rows[0]![0]!.toLocaleString('en')
    await dialog().getByRole('region', { name: 'Preview' }).getByText(errors, { exact: true }).waitFor()
    await dialog().getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Add a panel', exact: true }).click()
    await dialog().getByLabel('Title').fill('By service')
    await dialog().getByText('Bars', { exact: true }).click()
    await dialog()
      .getByRole('textbox', { name: 'Query', exact: true })
      .fill('level>=ERROR | count() by service | limit 8')
    await dialog().getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('article', { name: 'Errors' }).getByText(errors, { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.reload()
    await page.getByRole('article', { name: 'By service' }).waitFor()
    assert.deepEqual(await titles(), ['Errors', 'By service'])
  })

  test('is arranged with the keyboard, and leaving without saving asks', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByRole('button', { name: 'Move Errors', exact: true }).focus()
    await page.keyboard.press('Space')
    await page.getByText('Errors is at place 1 of 2.').waitFor()
    // Until the places of the panels are measured, a moment after one was picked up, an arrow leads nowhere.
    await until(async () => {
      await page.keyboard.press('ArrowRight')
      return page.getByText('Errors is at place 2 of 2.').isVisible()
    })
    await page.keyboard.press('Space')
    await page.waitForFunction(() => document.querySelector('article h2')?.textContent === 'By service')
    await page.getByRole('link', { name: 'Explore', exact: true }).click()
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Stay', exact: true })
      .click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await page.reload()
    await page.getByRole('article', { name: 'By service' }).waitFor()
    assert.deepEqual(await titles(), ['By service', 'Errors'])
  })

  test('is edited on after the session ended, by whoever edited it', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByRole('button', { name: 'Add a panel', exact: true }).click()
    await dialog().getByLabel('Title').fill('Added')
    await dialog().getByText('Number', { exact: true }).click()
    await dialog().getByRole('textbox', { name: 'Query', exact: true }).fill('| count()')
    await dialog().getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('article', { name: 'Added' }).waitFor()
    await page.getByRole('button', { name: 'Add a panel', exact: true }).click()
    await dialog().getByLabel('Title').fill('Half')
    await quiet(page)
    await window.context.clearCookies()
    // What the preview asks is the first that is refused.
    await dialog().getByRole('textbox', { name: 'Query', exact: true }).fill('level:ERROR | count()')
    await page.getByText('Your session has ended. Sign in to go on.').waitFor()
    await provoked(window, /status of 401/)
    const { admin } = at.served
    await page.getByLabel('User').fill(admin.name)
    await page.getByLabel('Password').fill(admin.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    assert.equal(await dialog().getByLabel('Title').inputValue(), 'Half')
    await dialog().getByText('Number', { exact: true }).click()
    await dialog().getByRole('button', { name: 'Add', exact: true }).click()
    assert.deepEqual(await titles(), ['By service', 'Errors', 'Added', 'Half'])
    await page.getByRole('button', { name: 'Discard', exact: true }).click()
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.reload()
    await page.getByRole('article', { name: 'By service' }).waitFor()
    assert.deepEqual(await titles(), ['By service', 'Errors'])
    await page.getByRole('button', { name: 'Close', exact: true }).click()
  })

  test('draws nothing in a histogram where there is nothing, and little where there is little', async () => {
    const event = (n: number) => ({ service: 'gap', message: 'one', attributes: { n } })
    await request(at.served, 'POST', '/api/v1/events', [
      event(1),
      ...Array.from({ length: 300 }, () => event(4)),
    ])
    const panel = { id: 'p', title: 'Gap', source: 'query', unit: '', width: 2, height: 2, kind: 'histogram' }
    const text = 'service:gap | count() by bin(n, 1)'
    const { id } = (await request(at.served, 'POST', '/api/v1/dashboards', {
      name: 'Gap',
      shared: true,
      document: { v: 1, panels: [{ ...panel, text }] },
    })) as { id: string }
    const own = await at.windowOf()
    const heights = () =>
      own.page
        .getByRole('article', { name: 'Gap' })
        .locator('[title]')
        .evaluateAll(columns =>
          columns
            .map(column => [column.getAttribute('title')!, column.children[1]] as const)
            .filter(([title]) => /^\d: \d+$/.test(title))
            .map(([title, fill]) => [title, fill!.getBoundingClientRect().height] as const),
        )
    await until(async () => {
      await at.open(own, `/dashboards/${id}?from=-1h`)
      return (await heights()).length === 4
    })
    const [one, two, three, four] = await heights()
    assert.deepEqual(
      [two, three],
      [
        ['2: 0', 0],
        ['3: 0', 0],
      ],
    )
    assert.ok(one![1] >= 2 && one![1] < 4 && four![1] > 100, JSON.stringify([one, four]))
    await request(at.served, 'DELETE', `/api/v1/dashboards/${id}`)
  })

  test('goes into a file and comes back from it; a wrong file is refused in words', async () => {
    const arrives = page.waitForEvent('download')
    await more('Export as JSON')
    await (await arrives).saveAs(file)
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as { type: string }).type, 'tallystick.dashboard')
    await at.open(window, '/dashboards?from=-7d')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog()
      .getByLabel('Or paste it')
      .fill('{"type":"tallystick.dashboard","name":"x","document":{"v":9}}')
    await dialog().getByRole('alert').waitFor()
    await dialog().getByLabel('File').setInputFiles(file)
    await dialog().getByText('“Mine” with 2 panels.').waitFor()
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    // One of that name is there.
    await dialog().getByRole('alert').getByText('TALLY_VIEW_EXISTS').waitFor()
    await provoked(window, /status of 409/)
    await dialog().getByLabel('Name').fill('Mine again')
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('article', { name: 'Errors' }).waitFor()
    assert.deepEqual(await titles(), ['By service', 'Errors'])
  })

  test('is seen by others when it is shared, and changed only by its owner', async () => {
    const gus = await at.windowOf(await at.person('gus', 'guest'))
    await at.open(gus, '/dashboards?from=-7d')
    await gus.page.getByRole('heading', { name: 'No dashboards yet' }).waitFor()
    await more('Share, and copy its address')
    await page.getByText('Shared with the tenant; its address is copied').waitFor()
    const address = await page.evaluate(() => navigator.clipboard.readText())
    await gus.page.reload()
    const shared = gus.page.getByRole('link', { name: 'Mine again', exact: true })
    await shared.waitFor()
    await gus.page.keyboard.press('j')
    assert.ok(await shared.evaluate(link => link === document.activeElement))
    await gus.page.keyboard.press('Enter')
    await gus.page.waitForURL(new RegExp(new URL(address).pathname))
    await gus.page.getByRole('article', { name: 'Errors' }).waitFor()
    await gus.page.getByText('shared by admin').waitFor()
    assert.equal(await gus.page.getByRole('button', { name: 'Edit', exact: true }).count(), 0)
    await gus.page.getByRole('button', { name: 'More', exact: true }).click()
    assert.deepEqual(await gus.page.getByRole('menuitem').allTextContents(), [
      'Make a copy',
      'Export as JSON',
    ])
    await gus.context.close()
  })

  test('is gone when it is deleted', async () => {
    await more('Delete …')
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Dashboards' }).waitFor()
    await page.getByRole('link', { name: 'Mine', exact: true }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Mine again', exact: true }).count(), 0)
  })

  test('begins from what others need each day', async () => {
    for (const template of ['Application health', 'AI firewall']) {
      await at.open(window, '/dashboards?from=-7d')
      await page.getByRole('button', { name: 'New dashboard', exact: true }).click()
      await dialog().getByText(template, { exact: true }).click()
      await dialog().getByRole('button', { name: 'Create', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: template }).waitFor()
      await page.getByRole('article').nth(2).waitFor()
      await quiet(page)
      assert.deepEqual(await page.getByRole('alert').allTextContents(), [])
    }
  })
})
