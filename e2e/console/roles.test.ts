import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { PAGES, request } from '../lib/console.ts'
import { journeys, provoked } from '../lib/journeys.ts'

const PERMISSIONS = {
  admin: ['ingest', 'read', 'payload', 'export', 'verify', 'admin'],
  operator: ['ingest', 'read', 'payload', 'verify'],
  auditor: ['read', 'export', 'verify'],
  guest: ['read', 'payload'],
} as const
type Role = keyof typeof PERMISSIONS
const ROLES = Object.keys(PERMISSIONS) as Role[]
/** Whom every page is shown to; to an admin it is elsewhere. */
const OTHERS = ROLES.filter(role => role !== 'admin')
const may = (role: Role, permission: string) => (PERMISSIONS[role] as readonly string[]).includes(permission)

type Operation = { readonly method: string; readonly path: string; readonly permission: string }

/** Every operation of the API with the permission that its description asks for. */
async function operations(at: Parameters<Parameters<typeof journeys>[2]>[0]): Promise<Operation[]> {
  const { paths } = (await request(at.served, 'GET', '/openapi.json')) as {
    paths: Record<string, Record<string, { 'x-tallystick-permission': string }>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, 'x'),
      permission: operation['x-tallystick-permission'],
    })),
  )
}

/** What the server answers to requests that a script in the page makes by hand: `PUT /path 403 TALLY_…`, or without a code. */
const byHand = (page: Page, asked: readonly Operation[], header: boolean) =>
  page.evaluate(
    async ([operations, marked]) => {
      const answers: string[] = []
      for (const { method, path } of operations) {
        const answer = await fetch(path, {
          method,
          headers: marked ? { 'x-tallystick-console': '1' } : {},
        })
        const { error } = (await answer.json().catch(() => ({}))) as { error?: { code?: string } }
        answers.push([method, path, answer.status, error?.code].filter(part => part !== undefined).join(' '))
      }
      return answers
    },
    [asked, header] as const,
  )

/** What speaks the protocol of others, in which a cookie is no credential. */
const takesNoSession = (path: string) => path.startsWith('/v1/') && path !== '/v1/check'

/** Sections and cards that show nothing but their heading. */
const blankParts = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('#main section, #main article')]
      .filter(part => {
        const heading = part.querySelector('h2, h3')?.textContent ?? ''
        const rest = (part.textContent ?? '').replace(heading, '').trim()
        return rest === '' && part.querySelector('svg, canvas, input, progress') === null
      })
      .map(part => part.outerHTML.slice(0, 200)),
  )

// Where the proxy is open to this machine, anybody may use it: roles count where it is not.
journeys('what each role may', { demo: 6_000, args: ['--no-proxy-open'] }, at => {
  const windows = new Map<Role, Window>()
  const of = (role: Role) => windows.get(role)!
  before(async () => {
    for (const role of ROLES) windows.set(role, await at.windowOf(await at.person(role.slice(0, 3), role)))
  })

  test('is what the navigation offers them', async () => {
    for (const role of ROLES) {
      const names = await of(role)
        .page.getByRole('navigation', { name: 'Pages' })
        .locator('li')
        .allTextContents()
      assert.deepEqual(
        [names.includes('Evidence'), names.includes('Admin'), names.includes('Explore')],
        [may(role, 'verify'), may(role, 'admin'), true],
        role,
      )
    }
  })

  for (const { name, path } of PAGES)
    test(`the page ${name} works for everyone, without an error and without a blank part`, async () => {
      await Promise.all(
        OTHERS.map(async role => {
          await at.open(of(role), path)
          const { page } = of(role)
          assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, role)
          assert.deepEqual(await page.getByRole('alert').allTextContents(), [], role)
          assert.deepEqual(await blankParts(page), [], role)
          if (name.startsWith('admin-'))
            await page.getByText('Your role does not administer this tenant.').waitFor()
          if (name === 'evidence' && role === 'guest')
            await page.getByText('Your account may not see the ledger').waitFor()
        }),
      )
    })

  test('taking records out is for those who may export', async () => {
    for (const role of ROLES) {
      await of(role).page.getByRole('link', { name: 'Explore', exact: true }).click()
      const button = of(role).page.getByRole('button', { name: 'Export', exact: true })
      assert.equal(await button.isEnabled(), may(role, 'export'), role)
      if (!may(role, 'export')) assert.match((await button.getAttribute('title'))!, /“export”/)
    }
  })

  test('an auditor sees envelopes, is told that there is more, and gets none of it', async () => {
    const { page } = of('auditor')
    const [event] = (
      (await request(at.served, 'GET', '/api/v1/search?q=stream:activity&limit=1')) as {
        events: readonly { id: string; message: string }[]
      }
    ).events
    const seen: string[] = []
    page.on('response', response => {
      if (response.url().includes('/api/'))
        void response.text().then(
          text => seen.push(text),
          () => {},
        )
    })
    await at.open(of('auditor'), `/explore?from=-7d&q=stream%3Aactivity&open=${event!.id}`)
    await page.getByText('your role sees the envelope of an event only').waitFor()
    await page.getByRole('tab', { name: 'Proof', exact: true }).click()
    await page.getByText('A proof holds the whole event').waitFor()
    assert.equal(await page.getByText(event!.message).count(), 0)
    assert.ok(seen.length > 3)
    for (const text of seen)
      assert.ok(!text.includes('"attributes":') && !text.includes('"message":'), text.slice(0, 300))

    // A query that tests what they may not see is refused in words, and the page lives.
    await at.open(of('auditor'), '/explore?from=-7d&q=amount%3E100')
    await page
      .getByRole('alert')
      .getByText(/payload/)
      .first()
      .waitFor()
    await provoked(of('auditor'), /status of 403/)
  })

  test('the server refuses every request by hand that their role does not cover', async () => {
    const all = (await operations(at)).filter(({ path }) => !takesNoSession(path))
    assert.ok(all.length > 50)
    for (const role of ROLES) {
      const beyond = all.filter(
        ({ permission }) => PERMISSIONS.admin.some(name => name === permission) && !may(role, permission),
      )
      assert.equal(beyond.length > 0, role !== 'admin')
      assert.deepEqual(
        await byHand(of(role).page, beyond, true),
        beyond.map(({ method, path }) => `${method} ${path} 403 TALLY_AUTH_SCOPE`),
        role,
      )
      if (beyond.length > 0) await provoked(of(role), /status of 403/)
    }
  })

  test('a request that changes something is refused to anybody whose page did not send the header of the console', async () => {
    const changing = (await operations(at)).filter(
      ({ method, permission, path }) => method !== 'GET' && permission !== 'public' && !takesNoSession(path),
    )
    assert.ok(changing.length > 20)
    assert.deepEqual(
      await byHand(of('admin').page, changing, false),
      changing.map(({ method, path }) => `${method} ${path} 403 TALLY_AUTH_CONSOLE`),
    )
    await provoked(of('admin'), /status of 403/)
  })

  test('being signed in gives nobody the use of the proxy, which takes keys', async () => {
    const proxied = (await operations(at)).filter(({ path }) => takesNoSession(path))
    assert.ok(proxied.length > 3)
    assert.deepEqual(
      await byHand(of('admin').page, proxied, true),
      proxied.map(({ method, path }) => `${method} ${path} 401 TALLY_AUTH_REQUIRED`),
    )
    await provoked(of('admin'), /status of 401/)
  })
})
