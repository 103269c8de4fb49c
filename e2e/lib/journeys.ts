import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { chromiumOrReason, launch, openWindow, type Window } from './browser.ts'
import { loadDemo, request, show, signIn } from './console.ts'
import { type Served, serve } from './serve.ts'

const found = chromiumOrReason()

/** Somebody who can sign in. */
export type Person = { readonly name: string; readonly password: string }

/** One instance and one Chromium, for the journeys of a file. */
export type Journeys = {
  readonly served: Served
  /** A fresh window in which nobody is signed in. */
  window(options?: BrowserContextOptions): Promise<Window>
  /** A fresh window in which somebody is; the admin of the first start if not said. */
  windowOf(person?: Person, options?: BrowserContextOptions): Promise<Window>
  /** Makes a user of the tenant `default`. */
  person(name: string, role: string, more?: { readonly grants?: readonly string[] }): Promise<Person>
  /** Opens a page and waits until it has shown what it asked for. */
  open(window: Window, path: string): Promise<void>
}

/**
 * Journeys of people through the console. After each of them every window has to be without complaints, but for those that it says it provoked.
 * `demo` loads that many made-up events first.
 */
export function journeys(
  name: string,
  {
    env,
    args,
    demo,
  }: {
    readonly env?: Readonly<Record<string, string>>
    /** More options of `tally serve`. */
    readonly args?: readonly string[]
    readonly demo?: number
  },
  body: (at: Journeys) => void,
): void {
  describe(name, { skip: 'reason' in found ? found.reason : false, concurrency: 1 }, () => {
    let served: Served
    let browser: Browser
    const windows: Window[] = []
    /** How many of them are for all journeys. The others go with the journey that opened them: what stays open goes on asking and drawing. */
    let lasting = 0
    beforeEach(() => {
      lasting = windows.length
    })
    before(async () => {
      served = await serve(env, args)
      if (demo !== undefined) await loadDemo(served, { events: demo })
      browser = await launch((found as { path: string }).path)
    })
    after(async () => {
      await browser?.close()
      await served?.stop()
    })
    afterEach(async context => {
      if ('passed' in context && !context.passed)
        await tellWhatIsShown(windows, text => context.diagnostic(text))
      assert.deepEqual(
        windows.flatMap(({ complaints }) => complaints.splice(0)),
        [],
      )
      await Promise.all(windows.splice(lasting).map(({ context }) => context.close()))
    })
    const at: Journeys = {
      get served() {
        return served
      },
      async window(options) {
        const window = await openWindow(browser, options)
        window.context.setDefaultTimeout(30_000)
        windows.push(window)
        return window
      },
      async windowOf(person = served.admin, options) {
        const window = await at.window(options)
        await signIn(window.page, { url: served.url, admin: person })
        return window
      },
      async person(name, role, more = {}) {
        const { password } = (await request(served, 'POST', '/api/v1/users', { name, role, ...more })) as {
          password: string
        }
        return { name, password }
      },
      async open({ page }, path) {
        await show(page, served.url + path)
      },
    }
    body(at)
  })
}

/** Takes out of the complaints what a journey provoked on purpose; fails when there is nothing like it. */
export async function provoked({ page, complaints }: Window, what: RegExp): Promise<void> {
  // What the browser says of an answer may come after the page has shown it.
  if (!complaints.some(complaint => what.test(complaint))) await page.waitForTimeout(500)
  const rest = complaints.filter(complaint => !what.test(complaint))
  assert.notEqual(rest.length, complaints.length, `nothing like ${what} was provoked`)
  complaints.splice(0, Infinity, ...rest)
}

/** Of a journey that failed elsewhere there is only what it printed: what stood in each window. */
async function tellWhatIsShown(windows: readonly Window[], tell: (text: string) => void): Promise<void> {
  for (const { page } of windows) {
    const shown = await page.locator('body').ariaSnapshot({ timeout: 2_000 }).catch(String)
    tell(`${page.url()} shows:\n${shown.slice(0, 4_000)}`)
  }
}
