import type { Page } from 'playwright-core'
import { quiet } from './browser.ts'
import type { Served } from './serve.ts'

/** Every page of the console, with an address that shows it at work. */
export const PAGES: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'overview', path: '/?from=-24h' },
  { name: 'explore', path: '/explore?from=-7d' },
  { name: 'firewall', path: '/firewall?from=-7d' },
  { name: 'decisions', path: '/decisions?from=-7d' },
  { name: 'activity', path: '/activity?from=-7d' },
  { name: 'traces', path: '/traces?from=-7d' },
  { name: 'series', path: '/series?from=-24h&expr=request_rate' },
  { name: 'analytics', path: '/analytics' },
  { name: 'dashboards', path: '/dashboards' },
  { name: 'evidence', path: '/evidence' },
  { name: 'admin-users', path: '/admin' },
  { name: 'admin-keys', path: '/admin?tab=keys' },
  { name: 'admin-tenants', path: '/admin?tab=tenants' },
  { name: 'admin-store', path: '/admin?tab=store' },
  { name: 'admin-trail', path: '/admin?tab=trail' },
  { name: 'account', path: '/account' },
]

export async function signIn(page: Page, { url, admin }: Pick<Served, 'url' | 'admin'>): Promise<void> {
  await page.goto(url)
  await page.getByLabel('User').fill(admin.name)
  await page.getByLabel('Password').fill(admin.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('#main').waitFor()
}

/** Waits until a page has asked what it asks and shown what it got. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await quiet(page)
  await page
    .getByRole('status')
    .filter({ hasText: /…$/ })
    .first()
    .waitFor({ state: 'detached', timeout: 10_000 })
    .catch(() => {})
}

/**
 * Shows a page and waits until it is settled: as a link leads there from another page of the console, for to load all of it anew takes more than
 * a second of CPU; anew where a link would lead nowhere.
 */
export async function show(page: Page, url: string): Promise<void> {
  const isElsewhere = new URL(page.url()).pathname !== new URL(url).pathname
  if (isElsewhere && (await page.locator('#main').count()) > 0)
    await page.evaluate(`history.pushState(null, '', ${JSON.stringify(url)})`)
  else await page.goto(url)
  await settled(page)
}

/** A request with the key that the first start made. Throws on a refusal. */
export async function request(
  served: Served,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(served.url + path, {
    method,
    headers: {
      authorization: `Bearer ${served.key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? undefined : response.json()
}

/** Demo data as the button in the console loads it, all of it searchable. */
export async function loadDemo(served: Served, body: { days?: number; events?: number } = {}): Promise<void> {
  await request(served, 'POST', '/api/v1/demo', { days: 7, events: 12_000, ...body })
  await until(async () => {
    const demo = (await request(served, 'GET', '/api/v1/demo')) as { state: string; error?: unknown }
    if (demo.state === 'failed') throw new Error(`the demo failed: ${JSON.stringify(demo)}`)
    return demo.state === 'done'
  })
}

export async function until(met: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1_000
  while (!(await met())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

/** Takes what the editor proposes, with Tab, as soon as it is proposed. */
export async function complete(page: Page, proposed: RegExp): Promise<void> {
  await page.getByRole('option', { name: proposed }).first().waitFor()
  // CodeMirror lets keys through to the page until a list has stood for 75 ms, for those who were typing on.
  await page.waitForTimeout(150)
  await page.keyboard.press('Tab')
}
