import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Window } from '../lib/browser.ts'
import { until } from '../lib/console.ts'
import { journeys, provoked } from '../lib/journeys.ts'

journeys('administration', {}, at => {
  let window: Window
  before(async () => {
    window = await at.windowOf()
  })
  const dialog = () => window.page.getByRole('dialog')

  test('makes a user whose password is shown once and lets them in', async () => {
    const { page } = window
    await at.open(window, '/admin')
    await page.getByRole('button', { name: 'New user', exact: true }).click()
    await dialog().getByLabel('Name').fill('ada')
    await dialog().getByLabel('Role').selectOption('auditor')
    await dialog().getByLabel('May see messages and attributes').check()
    await dialog().getByRole('button', { name: 'Create', exact: true }).click()
    const shown = page.getByRole('dialog', { name: 'Password of ada' })
    const password = (await shown.locator('code').textContent())!
    await shown.getByRole('button', { name: 'I have kept it', exact: true }).click()
    await page.getByRole('row', { name: /^ada auditor payload default active/ }).waitFor()
    assert.equal(await page.getByText(password).count(), 0)
    const ada = await at.windowOf({ name: 'ada', password })
    await ada.page.getByRole('button', { name: /^ada auditor/ }).waitFor()
    await ada.context.close()
  })

  test('says in the dialog what the server refuses, and keeps what was typed', async () => {
    const { page } = window
    await at.open(window, '/admin')
    await page.getByRole('button', { name: 'New user', exact: true }).click()
    await dialog().getByLabel('Name').fill('No Such Name!')
    await dialog().getByRole('button', { name: 'Create', exact: true }).click()
    await dialog().getByRole('alert').getByText('TALLY_USER_INVALID').waitFor()
    assert.equal(await dialog().getByLabel('Name').inputValue(), 'No Such Name!')
    await provoked(window, /status of 400/)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  test('changes what a user may with their next request, and keeps out who is disabled', async () => {
    const { page } = window
    const bob = await at.person('bob', 'guest')
    const his = await at.windowOf(bob)
    await at.open(window, '/admin')
    const actions = async (name: string) => {
      await page.getByRole('button', { name: 'Actions for bob', exact: true }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await actions('Role and grants …')
    await dialog().getByLabel('Role').selectOption('admin')
    await dialog().getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByRole('row', { name: /^bob admin/ }).waitFor()
    await his.page.reload()
    await his.page.getByRole('link', { name: 'Admin', exact: true }).waitFor()
    await at.open(his, '/account')
    await actions('Disable')
    await page.getByRole('row', { name: /^bob admin – default disabled/ }).waitFor()
    await his.page.getByRole('link', { name: 'Explore', exact: true }).click()
    await his.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await provoked(his, /status of 401/)
    await actions('Delete …')
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('row', { name: /^bob/ }).waitFor({ state: 'detached' })
  })

  test('nobody can disable or delete themselves', async () => {
    const { page } = window
    await at.open(window, '/admin')
    await page.getByRole('button', { name: 'Actions for admin', exact: true }).click()
    for (const name of ['Disable', 'Delete …'])
      assert.equal(await page.getByRole('menuitem', { name }).getAttribute('aria-disabled'), 'true', name)
    await page.keyboard.press('Escape')
  })

  test('makes a key that is shown once, works, and is refused from its revocation on', async () => {
    const { page } = window
    await at.open(window, '/admin?tab=keys')
    await page.getByRole('button', { name: 'New key', exact: true }).click()
    await dialog().getByLabel('Name').fill('the shop')
    await dialog().getByLabel('Expires').selectOption({ label: 'in 30 days' })
    await dialog().getByRole('button', { name: 'Create', exact: true }).click()
    const shown = page.getByRole('dialog', { name: 'The new key' })
    const key = (await shown.locator('code').textContent())!
    await shown.getByRole('button', { name: 'I have kept it', exact: true }).click()
    const send = async () => {
      const response = await fetch(`${at.served.url}/api/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ service: 'shop', message: 'sold' }),
      })
      return response.status
    }
    assert.equal(await send(), 200)
    const row = page.getByRole('row', { name: /^the shop/ })
    await row.getByText(/^until /).waitFor()
    assert.ok(!(await page.content()).includes(key))
    await row.getByRole('button', { name: 'Revoke the shop', exact: true }).click()
    await dialog().getByRole('button', { name: 'Revoke', exact: true }).click()
    await row.waitFor({ state: 'detached' })
    assert.equal(await send(), 401)
    await page.getByLabel('Revoked and expired too').check()
    await row.getByText('revoked').waitFor()
  })

  test('makes a tenant, and shows how much each has', async () => {
    const { page } = window
    await at.open(window, '/admin?tab=tenants')
    await page.getByRole('button', { name: 'New tenant', exact: true }).click()
    await dialog().getByLabel('Name').fill('acme')
    await dialog().getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('row', { name: /^acme 0 0 0 0 –/ }).waitFor()
    const events = page
      .getByRole('row', { name: /^default/ })
      .getByRole('cell')
      .nth(1)
    assert.ok(Number((await events.textContent())!.replaceAll(',', '')) > 10)
  })

  test('shows the store, and builds the index anew while events can be searched', async () => {
    const { page } = window
    await at.open(window, '/admin?tab=store')
    await page.getByText('writable').waitFor()
    await page.getByRole('table', { name: 'List of tables' }).getByRole('row').nth(1).waitFor()
    await page.getByRole('button', { name: 'Build the index anew', exact: true }).click()
    await dialog().getByRole('button', { name: 'Build', exact: true }).click()
    await page.getByText('The index is built.').waitFor({ timeout: 30_000 })
  })

  test('has every deed on record: who, what, on whom, and who looked', async () => {
    const { page } = window
    await at.open(window, '/admin?tab=trail&from=-1h')
    const trail = page.getByRole('table', { name: 'Audit trail' })
    await page.getByLabel('Kind').selectOption({ label: 'administration' })
    for (const [deed, on] of [
      ['user.create', 'user ada'],
      ['user.delete', 'user bob'],
      ['key.create', 'key '],
      ['key.revoke', 'key '],
    ] as const)
      await trail
        .getByRole('row')
        .filter({ hasText: deed })
        .filter({ hasText: on })
        .filter({ hasText: 'admin' })
        .first()
        .waitFor()
    await page.getByLabel('Kind').selectOption({ label: 'sign-ins' })
    await trail
      .getByRole('row')
      .filter({ hasText: 'login.success' })
      .filter({ hasText: 'ada' })
      .first()
      .waitFor()
    await page.getByLabel('Kind').selectOption({ label: 'reading: searches, exports, tails' })
    await page.getByLabel('User or key').fill('admin')
    const search = trail.getByRole('row').filter({ hasText: 'read.search' }).filter({ hasNotText: 'ada' })
    // What was looked at a moment ago may not be in the index yet.
    await until(async () => {
      if ((await search.count()) > 0) return true
      await page.getByRole('button', { name: 'Refresh', exact: true }).click()
      return false
    })
    await search
      .first()
      .getByRole('link', { name: /^Open the event at/ })
      .click()
    await page.getByRole('heading', { level: 1, name: 'Explore' }).waitFor()
    await page.getByRole('complementary', { name: 'Event' }).getByText('read.search').first().waitFor()
  })
})
