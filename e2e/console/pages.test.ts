import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { chromiumOrReason, launch, openWindow, type Window } from '../lib/browser.ts'
import { loadDemo, PAGES, settled, signIn } from '../lib/console.ts'
import { type Served, serve } from '../lib/serve.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const found = chromiumOrReason()
const skip = 'reason' in found ? found.reason : false

type Violation = {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string }[]
}
type Result = { readonly violations: readonly Violation[] }

/** What axe-core finds wrong with a page as it is now. Run from outside: the page's policy would not let its script in. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  // It describes every element that a rule passed as well, if not told otherwise: megabytes, and half of its time.
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<Result> } }
    return (await axe.run({ resultTypes: ['violations'] })).violations
  })
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Tables that have more columns than are seen. */
async function cutTables(page: Page): Promise<string[]> {
  return page
    .getByRole('region', { name: /^Table: / })
    .evaluateAll(frames =>
      frames
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(frame => frame.getAttribute('aria-label')!),
    )
}

/** Names of what the Tab key reaches, in order, until it comes round or was pressed that often. */
async function tabOrder(page: Page, presses = 60): Promise<string[]> {
  await page.evaluate(() => {
    const order: { readonly element: Element; readonly name: string }[] = []
    Object.assign(globalThis, { order })
    ;(document.activeElement as HTMLElement | null)?.blur()
    addEventListener('focusin', ({ target }) => {
      const element = target as Element
      const label = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''
      // The ring is round the element itself, or round the field or row that it stands in.
      let ringed: Element | null = element
      for (let up = 0; up < 5 && ringed !== null && getComputedStyle(ringed).outlineStyle === 'none'; up++)
        ringed = up === 4 ? null : ringed.parentElement
      order.push({
        element,
        name: `${element.tagName} ${label}${ringed === null ? ' (focus not seen)' : ''}`,
      })
    })
  })
  for (let i = 0; i < presses; i++) await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const { order } = globalThis as unknown as { order: { element: Element; name: string }[] }
    const again = order.findIndex(({ element }, i) => order.slice(0, i).some(one => one.element === element))
    return order.slice(0, again < 0 ? order.length : again).map(({ name }) => name)
  })
}

describe('every page of the console', { skip, concurrency: 1 }, () => {
  let served: Served
  let browser: Browser
  before(async () => {
    served = await serve()
    await loadDemo(served, { events: 6_000 })
    browser = await launch((found as { path: string }).path)
  })
  after(async () => {
    await browser?.close()
    await served?.stop()
  })

  /** That it breaks no rule, complains of nothing and fits the window, as it is shown now. */
  async function holds({ page, complaints }: Window): Promise<void> {
    await settled(page)
    assert.deepEqual(await violations(page), [])
    assert.deepEqual(complaints.splice(0), [])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(overflow <= 0, `${overflow} px wider than the window`)
  }

  describe('in the light on a wide screen, by keyboard, and in the dark on a telephone', () => {
    let window: Window
    before(async () => {
      window = await openWindow(browser)
      await signIn(window.page, served)
    })
    after(() => window?.context.close())

    for (const { name, path } of PAGES)
      test(name, async () => {
        const { page } = window
        await page.emulateMedia({ colorScheme: 'light' })
        await page.setViewportSize({ width: 1440, height: 900 })
        await page.goto(served.url + path)
        await holds(window)
        assert.deepEqual(await cutTables(page), [])

        const order = await tabOrder(page)
        assert.ok(order.length > 12, `only ${order.length} stops`)
        assert.deepEqual(
          order.filter(stop => stop.includes('focus not seen')),
          [],
        )

        await page.evaluate(() => (document.activeElement as HTMLElement).blur())
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.setViewportSize({ width: 390, height: 900 })
        await page.locator('html[data-theme="dark"]').waitFor()
        await holds(window)
      })
  })

  test('is led through by keys alone', async () => {
    const { page, context, complaints } = await openWindow(browser)
    await signIn(page, served)
    for (const path of ['/decisions?from=-7d', '/traces?from=-7d', '/admin', '/admin?tab=trail']) {
      await page.goto(served.url + path)
      await settled(page)
      const rows = page.getByRole('table').first().locator('tbody tr')
      await page.keyboard.press('j')
      assert.ok(await rows.first().evaluate(row => row.contains(document.activeElement)), path)
    }
    await page.goto(served.url)
    await settled(page)
    for (const [keys, heading] of [
      ['g e', 'Explore'],
      ['g f', 'Firewall'],
      ['g d', 'Decisions'],
      ['g a', 'Activity'],
      ['g t', 'Traces'],
      ['g m', 'Metrics'],
      ['g n', 'Analytics'],
      ['g b', 'Dashboards'],
      ['g v', 'Evidence'],
      ['g s', 'Admin'],
      ['g o', 'Overview'],
    ] as const) {
      for (const key of keys.split(' ')) await page.keyboard.press(key)
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    }
    await page.keyboard.press('Control+k')
    await page.keyboard.type('evid')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Evidence' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Help' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
    await context.close()
  })
})
