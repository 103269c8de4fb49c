// node scripts/run.mjs scripts/screenshots.ts [--out DIR] [--state data|empty|error] [--only NAME] …: pictures of every page of the console,
// light and dark, 1440 and 390 pixels wide, with data, empty, and while the server refuses. Needs a build (npm run build) and a Chromium.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { chromiumOrReason, launch, openWindow } from '../e2e/lib/browser.ts'
import { loadDemo, PAGES, settled, signIn } from '../e2e/lib/console.ts'
import { type Served, serve } from '../e2e/lib/serve.ts'

const STATES = ['data', 'empty', 'error'] as const
type State = (typeof STATES)[number]

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.tmp/screenshots' },
    state: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    theme: { type: 'string', multiple: true },
    width: { type: 'string', multiple: true },
  },
})
const chosen = <T extends string>(all: readonly T[], wanted: readonly string[] | undefined) =>
  wanted === undefined ? all : all.filter(name => wanted.includes(name))
const states = chosen(STATES, values.state)
const themes = chosen(['light', 'dark'] as const, values.theme)
const widths = chosen(['1440', '390'] as const, values.width)
const pages = PAGES.filter(({ name }) => values.only?.includes(name) ?? true)

const found = chromiumOrReason()
if ('reason' in found) throw new Error(found.reason)
const out = resolve(values.out)
mkdirSync(out, { recursive: true })

const browser = await launch(found.path)
let complaints = 0
try {
  for (const state of states) {
    const served = await serve()
    try {
      if (state === 'data') await loadDemo(served)
      for (const theme of themes)
        for (const width of widths) await shoot(browser, served, state, theme, width)
    } finally {
      await served.stop()
    }
  }
} finally {
  await browser.close()
}
console.log(`${out}: ${states.length * themes.length * widths.length * (pages.length + 1)} pictures`)
process.exitCode = complaints > 0 ? 1 : 0

async function shoot(
  browser: Browser,
  served: Served,
  state: State,
  theme: 'light' | 'dark',
  width: string,
): Promise<void> {
  const window = await openWindow(browser, {
    colorScheme: theme,
    viewport: { width: Number(width), height: width === '390' ? 844 : 900 },
  })
  const { page, context } = window
  const save = (name: string) =>
    page.screenshot({ path: join(out, `${name}-${state}-${theme}-${width}.png`) })
  await page.goto(served.url)
  await page.getByLabel('User').waitFor()
  await save('login')
  await signIn(page, served)
  if (state === 'error')
    await context.route(/\/(?:api\/v1|health|metrics|ledger)(?:\/|\?|$)/, route =>
      new URL(route.request().url()).pathname === '/api/v1/session'
        ? route.continue()
        : route.fulfill({
            status: 503,
            json: {
              error: {
                code: 'TALLY_STORE_UNAVAILABLE',
                message: 'the event store does not answer',
                help: 'It is started again by itself. Events are taken in meanwhile.',
              },
            },
          }),
    )
  for (const { name, path } of pages) {
    await page.goto(served.url + path)
    await settled(page)
    await page.waitForTimeout(300)
    await save(name)
  }
  // Refused requests are errors in a browser’s console by themselves.
  const own = window.complaints.filter(text => state !== 'error' || !text.includes('503'))
  for (const complaint of own) console.error(`${state} ${theme} ${width}: ${complaint}`)
  complaints += own.length
  await context.close()
}
