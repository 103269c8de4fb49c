import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { request, until } from '../lib/console.ts'
import { journeys } from '../lib/journeys.ts'

const DAY_MS = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()
const order = { stream: 'activity', service: 'shop', entity_type: 'order', entity_id: 'PO-55' } as const

/** What happened to one order, the oldest first. */
const STORY = [
  { ...order, time: ago(40), name: 'CREATE', user_id: 'ada', message: 'Ordered three lamps' },
  {
    ...order,
    time: ago(6),
    name: 'UPDATE',
    user_id: 'bob',
    message: 'Moved to another address',
    attributes: {
      changes: {
        address: { old: '1 Old Lane', new: '2 New Lane' },
        gift: { new: true },
        note: { old: 'ring twice' },
      },
    },
  },
  { ...order, time: ago(5), name: 'VIEW', user_id: 'cyd', message: 'Looked at the order' },
  { ...order, time: ago(1), name: 'DELETE', user_id: 'bob', message: 'Cancelled by the customer' },
]

journeys('activity', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    await request(at.served, 'POST', '/api/v1/events', STORY)
    window = await at.windowOf()
    page = window.page
    await at.open(window, '/activity?from=-7d')
    await until(async () => {
      const { rows } = (await request(at.served, 'GET', '/api/v1/aggregate?q=entity_id:PO-55|count()')) as {
        rows: number[][]
      }
      return rows[0]?.[0] === STORY.length
    })
  })
  const moments = () => page.getByRole('button', { name: /^Details: / })
  const told = async () =>
    (await moments().evaluateAll(all => all.map(one => one.getAttribute('aria-label')!))).map(name =>
      name.replace('Details: ', ''),
    )

  test('of one order is everything that ever happened to it, whatever the range', async () => {
    await at.open(window, '/activity?from=-7d')
    await page.getByLabel('Entity type', { exact: true }).selectOption('order')
    await page.getByLabel('Entity id').fill('PO-55')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Everything that happened to order PO-55' }).waitFor()
    await until(async () => (await moments().count()) === STORY.length)
    assert.deepEqual(await told(), STORY.map(({ message }) => message).toReversed())
    await page.getByText('Oldest first', { exact: true }).click()
    await page.waitForURL(/order=asc/)
    await until(async () => (await told())[0] === STORY[0]!.message)
    await page.getByText('Range', { exact: true }).click()
    await until(async () => (await moments().count()) === STORY.length - 1)
  })

  test('says what a field was, is, and that it is new or gone', async () => {
    await at.open(window, '/activity?entity_type=order&entity_id=PO-55')
    const changes = page.getByRole('table', { name: 'What changed' })
    for (const [field, kind, before, now] of [
      ['address', 'changed', 'was 1 Old Lane', 'is now 2 New Lane'],
      ['gift', 'added', 'not there', 'is now true'],
      ['note', 'removed', 'was ring twice', 'not there'],
    ])
      await changes.getByRole('row', { name: `${field} ${kind} ${before} ${now}` }).waitFor()
  })

  test('of one user is everything they did, and leads on to the record and its proof', async () => {
    await at.open(window, '/activity?entity_type=order&entity_id=PO-55')
    await page.getByRole('link', { name: 'bob', exact: true }).first().click()
    await page.getByRole('heading', { name: 'Everything bob did' }).waitFor()
    await until(async () => (await moments().count()) === 2)
    await page.getByRole('button', { name: 'Details: Cancelled by the customer', exact: true }).click()
    await page.getByRole('button', { name: 'Whole record', exact: true }).click()
    await page
      .getByRole('dialog', { name: 'Record' })
      .getByRole('tab', { name: 'Proof', exact: true })
      .click()
    await page.getByText('Verified: it is in the record as it was written.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Proof', exact: true }).click()
    await page.getByRole('status').getByText('VERIFIED').waitFor()
  })

  test('is searched by words and by kind', async () => {
    await at.open(window, '/activity?from=-7d')
    await page.getByLabel('Text in the description').fill('another address')
    await until(async () => (await told()).join() === 'Moved to another address')
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await page.getByLabel('Type', { exact: true }).selectOption('DELETE')
    await page.waitForURL(/type=DELETE/)
    await page.getByRole('button', { name: 'Details: Cancelled by the customer', exact: true }).waitFor()
    assert.equal(
      await page.getByRole('button', { name: 'Details: Looked at the order', exact: true }).count(),
      0,
    )
  })

  test('appears as it happens', async () => {
    await at.open(window, '/activity?from=-7d')
    await page.getByRole('button', { name: 'Start live', exact: true }).click()
    await page.getByText('Live', { exact: true }).waitFor()
    await request(at.served, 'POST', '/api/v1/events', {
      ...order,
      name: 'RESTORE',
      user_id: 'dan',
      message: 'Brought back after all',
    })
    await page.getByRole('button', { name: 'Details: Brought back after all', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Stop live', exact: true }).click()
  })
})
