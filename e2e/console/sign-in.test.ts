import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { startIdentityProvider } from '../lib/identity-provider.ts'
import { journeys, type Person, provoked } from '../lib/journeys.ts'

const { TOTP } = createRequire(new URL('../../packages/server/package.json', import.meta.url))(
  'otpauth',
) as typeof import('otpauth')

const provider = await startIdentityProvider()
after(() => provider.stop())

const fill = async (page: Page, { name, password }: Person) => {
  await page.getByLabel('User').fill(name)
  await page.getByLabel('Password').fill(password)
}
const submit = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true }).click()
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const asksToSignIn = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
const signOut = async (page: Page, name: string) => {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
  await asksToSignIn(page)
}
const refused = (window: Window) => provoked(window, /status of 401/)

journeys(
  'signing in',
  {
    env: {
      TALLYSTICK_OIDC_ISSUER: provider.issuer,
      TALLYSTICK_OIDC_CLIENT_ID: provider.client.id,
      TALLYSTICK_OIDC_CLIENT_SECRET: provider.client.secret,
      TALLYSTICK_OIDC_LABEL: 'Example ID',
      TALLYSTICK_OIDC_SCOPES: 'openid email groups',
      TALLYSTICK_OIDC_ROLES: 'log-auditors=auditor',
    },
  },
  at => {
    test('a wrong password is refused in words, the right one lets in, and signing out keeps out', async () => {
      const window = await at.window()
      const { page } = window
      const { admin, url } = at.served
      await page.goto(url)
      await fill(page, { name: admin.name, password: 'a guess of mine' })
      await submit(page)
      await page.getByRole('alert').getByText('TALLY_AUTH_INVALID').waitFor()
      assert.equal(
        await page.getByRole('alert').textContent(),
        'user and password do not belong togetherTALLY_AUTH_INVALID',
      )
      await refused(window)
      await fill(page, admin)
      await submit(page)
      await heading(page, 'Overview')
      await page.getByRole('link', { name: 'Explore', exact: true }).click()
      await heading(page, 'Explore')
      await signOut(page, admin.name)
      assert.equal(await page.getByText('Your session has ended').count(), 0)
      await page.reload()
      await asksToSignIn(page)
      assert.equal(await page.locator('#main').count(), 0)
    })

    test('whoever guesses is told for how many seconds to wait', async () => {
      const eve = await at.person('eve', 'guest')
      const window = await at.window()
      const { page } = window
      await page.goto(at.served.url)
      await fill(page, { name: eve.name, password: 'a guess of mine' })
      const answers: number[] = []
      while (answers.length < 12 && !answers.includes(429)) {
        const attempt = page.waitForResponse(response => response.request().method() === 'POST')
        await submit(page)
        answers.push((await attempt).status())
        await page.getByRole('alert').waitFor()
      }
      assert.deepEqual(answers.slice(0, 5), [401, 401, 401, 401, 401])
      await page
        .getByRole('alert')
        .getByText(/Try again in \d+ s/)
        .waitFor()
      await refused(window)
      await provoked(window, /status of 429/)
    })

    test('an address that was opened before signing in is shown afterwards', async () => {
      const { page } = await at.window()
      const address = `${at.served.url}/explore?q=level%3AERROR&from=-7d`
      await page.goto(address)
      await fill(page, at.served.admin)
      await submit(page)
      await heading(page, 'Explore')
      assert.equal(page.url(), address)
      // While the editor takes the place of the plain box, there are both.
      await page.getByRole('textbox', { name: /query/i }).getByText('level:ERROR').first().waitFor()
    })

    test('signing out everywhere ends the session of another browser at its next step', async () => {
      const bob = await at.person('bob', 'operator')
      const [here, there] = [await at.windowOf(bob), await at.windowOf(bob)]
      await at.open(here, '/account')
      // A page that asks nothing by itself, or that would be the next step.
      await at.open(there, '/account')
      const sessions = here.page.getByRole('table', { name: 'Sessions' })
      assert.equal(await sessions.getByRole('row').count(), 1 + 2)
      assert.equal(await sessions.getByText(/^Chrome \d+ on Linux$/).count(), 2)
      await here.page.getByRole('button', { name: 'Sign out everywhere …', exact: true }).click()
      await here.page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
      await asksToSignIn(here.page)
      await there.page.getByRole('link', { name: 'Firewall', exact: true }).click()
      await asksToSignIn(there.page)
      await there.page.getByText('Your session has ended. Sign in to go on.').waitFor()
      await fill(there.page, { name: bob.name, password: 'a guess of mine' })
      await submit(there.page)
      await there.page.getByRole('alert').waitFor()
      await there.page.getByText('Your session has ended. Sign in to go on.').waitFor()
      await refused(there)
      await fill(there.page, bob)
      await submit(there.page)
      await heading(there.page, 'Firewall')
    })

    test('signing out in one tab signs out in the others, which say nothing of an ended session', async () => {
      const here = await at.windowOf(await at.person('ida', 'operator'))
      const other = await here.context.newPage()
      await other.goto(`${at.served.url}/explore`)
      await heading(other, 'Explore')
      await signOut(here.page, 'ida')
      await asksToSignIn(other)
      assert.equal(await other.locator('#main').count(), 0)
      assert.equal(await other.getByText('Your session has ended').count(), 0)
    })

    test('a new password ends other sessions, keeps this one, and alone lets in from then on', async () => {
      const cyd = await at.person('cyd', 'guest')
      const [here, there] = [await at.windowOf(cyd), await at.windowOf(cyd)]
      const changed = { name: 'cyd', password: 'correct horse battery' }
      await at.open(here, '/account')
      const { page } = here
      await page.getByLabel('Password now').fill(cyd.password)
      await page.getByLabel('New password', { exact: true }).fill(changed.password)
      await page.getByLabel('New password again').fill('something else')
      await page.getByText('It differs from the first').waitFor()
      assert.ok(await page.getByRole('button', { name: 'Change password', exact: true }).isDisabled())
      await page.getByLabel('New password again').fill(changed.password)
      await page.getByRole('button', { name: 'Change password', exact: true }).click()
      await page.getByText('Your password is changed').waitFor()
      await page.reload()
      await heading(page, 'Account and sign-in')
      await there.page.reload()
      await asksToSignIn(there.page)
      await fill(there.page, cyd)
      await submit(there.page)
      await there.page.getByRole('alert').waitFor()
      await refused(there)
      await fill(there.page, changed)
      await submit(there.page)
      await heading(there.page, 'Overview')
    })

    test('a second factor is set up, asked for, and replaced once by a recovery code', async () => {
      const dan = await at.person('dan', 'operator')
      const window = await at.windowOf(dan)
      const { page } = window
      await at.open(window, '/account')
      await page.getByRole('button', { name: 'Set up …', exact: true }).click()
      await page.getByLabel('Your password').fill(dan.password)
      await page.getByRole('button', { name: 'Go on', exact: true }).click()
      await page.getByRole('img', { name: 'QR code for an authenticator' }).waitFor()
      const secret = (await page
        .getByText(/type the secret/)
        .locator('code')
        .textContent())!
      const app = new TOTP({ secret: secret.replaceAll(' ', '') })
      await page.getByLabel('The code that it shows').fill('000000')
      await page.getByRole('button', { name: 'Turn on', exact: true }).click()
      await page.getByRole('alert').waitFor()
      await refused(window)
      await page.getByLabel('The code that it shows').fill(app.generate())
      await page.getByRole('button', { name: 'Turn on', exact: true }).click()
      const shown = page.getByRole('dialog', { name: 'Recovery codes' })
      const [recovery] = (await shown.locator('code').textContent())!.split('\n')
      await shown.getByRole('button', { name: 'I have kept it', exact: true }).click()
      await page.getByText('Signing in asks for a code of your authenticator.').waitFor()

      const withCode = async (code: string) => {
        await signOut(page, dan.name)
        await fill(page, dan)
        await submit(page)
        const field = page.getByLabel('Code of your second factor')
        await field.fill(code)
        assert.ok(await field.evaluate(element => element === document.activeElement))
        await refused(window)
        await submit(page)
      }
      // No code is good twice, so this is the next one, which is taken early.
      await withCode(app.generate({ timestamp: Date.now() + 30_000 }))
      await heading(page, 'Account and sign-in')
      await withCode(recovery!)
      await heading(page, 'Account and sign-in')
      await withCode(recovery!)
      await page.getByRole('alert').waitFor()
      await refused(window)
      assert.equal(await page.locator('#main').count(), 0)
    })

    test('an organisation’s sign-in makes a user with the role of their group, and leads to where they wanted', async () => {
      await provider.serve(`${at.served.url}/auth/oidc/callback`)
      provider.people.set('fay', { email: 'fay@example.org', email_verified: true, groups: ['log-auditors'] })
      const window = await at.window()
      const { page, complaints } = window
      await page.goto(`${at.served.url}/evidence?from=-7d`)
      await page.getByRole('link', { name: 'Example ID', exact: true }).click()
      await page.getByPlaceholder('Enter any login').fill('fay')
      await page.getByPlaceholder('and password').fill('any')
      await page.getByRole('button', { name: 'Sign-in', exact: true }).click()
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
      await heading(page, 'Evidence')
      assert.equal(page.url(), `${at.served.url}/evidence?from=-7d`)
      await page.getByRole('button', { name: 'fay@example.org auditor · default', exact: true }).waitFor()
      // The provider's own pages want fonts from elsewhere.
      complaints.splice(0, Infinity, ...complaints.filter(text => !text.includes(provider.issuer)))
    })

    test('an organisation’s sign-in that gives no role is refused in words', async () => {
      provider.people.set('gus', { email: 'gus@example.org', email_verified: true, groups: ['everyone'] })
      const { page, complaints } = await at.window()
      await page.goto(at.served.url)
      await page.getByRole('link', { name: 'Example ID', exact: true }).click()
      await page.getByPlaceholder('Enter any login').fill('gus')
      await page.getByPlaceholder('and password').fill('any')
      await page.getByRole('button', { name: 'Sign-in', exact: true }).click()
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
      await page.getByRole('alert').getByText('You are known, but have no role here.').waitFor()
      complaints.splice(0, Infinity, ...complaints.filter(text => !text.includes(provider.issuer)))
    })
  },
)
