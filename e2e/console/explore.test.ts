import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import type { Page } from 'playwright-core'
import { quiet, type Window } from '../lib/browser.ts'
import { complete, request, until } from '../lib/console.ts'
import { ask, found, queryBox } from '../lib/explore.ts'
import { journeys, provoked } from '../lib/journeys.ts'

const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name)
const grid = (page: Page) => page.getByRole('grid', { name: 'Events' })
const row = (page: Page, index: number) => page.locator(`[data-row="${index}"]`)
/** The figure in a title like `Only INFO · 4,123 events, 60 %`. */
const figure = (title: string) => Number(/· ([\d,]+) events/.exec(title)![1]!.replaceAll(',', ''))

journeys('exploring', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    window = await at.windowOf()
    page = window.page
    await window.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  })
  beforeEach(() => at.open(window, '/explore?from=-7d'))

  test('a query that cannot be read is refused at its column, and nothing is asked', async () => {
    await ask(page, 'level:ERROR (service:shop')
    const problem = page.getByRole('alert')
    await problem.getByText('column 13').waitFor()
    assert.equal(param(page, 'q'), null)
    await ask(page, 'level:ERROR (service:shop)')
    await problem.waitFor({ state: 'detached' })
    assert.equal(param(page, 'q'), 'level:ERROR (service:shop)')
  })

  test('fields and their values are completed as they are typed, and Enter runs the query', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('leve')
    await complete(page, /^level/)
    await page
      .getByRole('option', { name: /^ERROR/ })
      .first()
      .waitFor()
    await page.keyboard.type('CRI', { delay: 30 })
    await complete(page, /^CRITICAL/)
    await queryBox(page).getByText('level:CRITICAL').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(url => url.searchParams.get('q')?.trim() === 'level:CRITICAL')
    await row(page, 0).getByText('CRITICAL').waitFor()
  })

  test('Enter runs what stands there, and what is typed before it runs stays', async () => {
    await page.keyboard.press('/')
    // All of it before the page can draw any of it.
    await queryBox(page).evaluate(box => {
      const type = (text: string) => document.execCommand('insertText', false, text)
      const key = { key: 'Enter', keyCode: 13, bubbles: true, composed: true, cancelable: true }
      type('order')
      box.dispatchEvent(new KeyboardEvent('keydown', key))
      type(' service:shop')
    })
    await page.waitForURL(url => url.searchParams.get('q') === 'order')
    await quiet(page)
    assert.equal(await queryBox(page).textContent(), 'order service:shop')
  })

  test('a query is asked at once and once, and what stood there keeps its marks until it is replaced', async () => {
    const marks = async () => [
      ...new Set((await grid(page).locator('mark').allTextContents()).map(text => text.toLowerCase())),
    ]
    await ask(page, 'order')
    await until(async () => (await marks()).length > 0)
    const asked: string[] = []
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    await page.route(/\/api\/v1\/(?:search|aggregate)\?/, async route => {
      const { pathname, searchParams } = new URL(route.request().url())
      // Those of the streams are another question.
      if (pathname.endsWith('search') || searchParams.get('q')!.includes('by level, bin('))
        asked.push(pathname)
      await held
      await route.continue()
    })
    await page.evaluate(() => {
      const { fetch } = globalThis
      globalThis.fetch = (...args) => {
        if (String(args[0]).startsWith('/api/v1/search?')) document.body.dataset.askedAt ??= location.search
        return fetch(...args)
      }
    })
    try {
      await ask(page, 'payment')
      await page.waitForURL(/q=payment/)
      // The page was not drawn for it yet.
      assert.match((await page.locator('body').getAttribute('data-asked-at')) ?? '', /q=order/)
      assert.deepEqual(await marks(), ['order'])
      release()
      await until(async () => (await marks()).join() === 'payment')
      assert.deepEqual(asked.toSorted(), ['/api/v1/aggregate', '/api/v1/search'])
    } finally {
      release()
      await page.unrouteAll({ behavior: 'ignoreErrors' })
    }
  })

  test('dragging over the histogram narrows the time, and Back widens it again', async () => {
    const before = await found(page)
    const box = (await page.getByRole('img', { name: /events over time by level/ }).boundingBox())!
    await page.mouse.move(box.x + box.width * 0.4, box.y + 30)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(url => url.searchParams.get('from')?.startsWith('20') === true)
    const days = (Date.parse(param(page, 'to')!) - Date.parse(param(page, 'from')!)) / 86_400_000
    assert.ok(Math.abs(days - 7 * 0.2) < 0.1, `${days} days`)
    await until(async () => (await found(page)) !== before)
    assert.ok((await found(page))! < before! / 2)
    await page.goBack()
    await until(async () => Math.abs(((await found(page)) ?? 0) - before!) < before! / 10)
    await page.keyboard.press('[')
    await page.waitForURL(url => url.searchParams.get('to')?.startsWith('20') === true)
  })

  test('a value of a field is included, excluded and forgotten with one click each', async () => {
    await ask(page, '-stream:audit')
    await page.waitForURL(/q=-stream/)
    await until(async () => ((await found(page)) ?? 0) > 1_000)
    const all = (await found(page))!
    const fields = page.getByRole('region', { name: 'Fields' })
    const info = figure((await fields.getByTitle(/^Only INFO · /).getAttribute('title'))!)
    // What a value offers shows while it is pointed at, and it moves when new counts come.
    const click = (name: string, value: string) =>
      until(async () => {
        await fields.getByTitle(new RegExp(`^Only ${value} · `)).hover()
        const button = fields.getByRole('button', { name: `${name} ${value}`, exact: true })
        return button.click({ timeout: 1_000 }).then(
          () => true,
          () => false,
        )
      })
    await click('Exclude', 'INFO')
    await until(async () => (await found(page)) === all - info)
    assert.equal(param(page, 'q'), '-stream:audit -level:INFO')
    await click('Include', 'ERROR')
    await page.waitForURL(url => url.searchParams.get('q')?.includes('level:ERROR') === true)
    await until(async () => ((await found(page)) ?? all) < all - info)
    const levels = page.getByRole('list', { name: 'Levels' }).getByRole('button')
    await until(async () => (await levels.count()) === 1)
    await fields.getByRole('button', { name: 'Include ERROR', pressed: true }).click()
    await page.waitForURL(url => url.searchParams.get('q')?.includes('level:ERROR') === false)
  })

  test('the fields of a question wait for its answer, and are given up for the next question', async () => {
    const fields = (url: string) => new URL(url).pathname === '/api/v1/fields'
    const askedOf = (q: string) => (url: string) =>
      fields(url) && new URL(url).searchParams.get('q')?.includes(q) === true
    await page.getByRole('button', { name: /^Include INFO/ }).waitFor({ state: 'attached' })
    let releaseEvents = () => {}
    const held = new Promise<void>(resolve => {
      releaseEvents = resolve
    })
    await page.route(/\/api\/v1\/(?:search|fields)\?/, async route => {
      // The fields of the first question are never answered, the events of the second late.
      if (askedOf('ERROR')(route.request().url())) return
      if (/[?&]q=[^&]*WARNING/.test(route.request().url()) && !fields(route.request().url())) await held
      await route.continue()
    })
    try {
      const asked = page.waitForRequest(request => askedOf('ERROR')(request.url()))
      await ask(page, 'level:ERROR')
      await asked
      const early: string[] = []
      page.on('request', request => {
        if (askedOf('WARNING')(request.url())) early.push(request.url())
      })
      const givenUp = page.waitForEvent('requestfailed', request => askedOf('ERROR')(request.url()))
      await ask(page, 'level:WARNING')
      await givenUp
      assert.deepEqual(early, [])
      const later = page.waitForRequest(request => askedOf('WARNING')(request.url()))
      releaseEvents()
      await later
    } finally {
      releaseEvents()
      await page.unrouteAll({ behavior: 'ignoreErrors' })
    }
  })

  test('any field becomes a column, and goes again', async () => {
    await page.getByRole('button', { name: 'Show environment as a column', exact: true }).click()
    const head = grid(page).getByRole('columnheader', { name: 'environment' })
    await head.waitFor()
    assert.equal(param(page, 'columns'), 'time,level,service,environment,message')
    await page.reload()
    await head.waitFor()
    await head.getByRole('button', { name: 'Remove column environment', exact: true }).click()
    await head.waitFor({ state: 'detached' })
    assert.equal(param(page, 'columns'), null)
  })

  test('keys alone go through the list, open details and what is around, and narrow by a cell', async () => {
    const details = page.getByRole('complementary', { name: 'Event' })
    for (const key of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key)
    await details.waitFor()
    const { events } = (await request(at.served, 'GET', `/api/v1/events/${param(page, 'open')}/context`).then(
      context => ({ events: (context as { before: readonly { message?: string; name?: string }[] }).before }),
    )) as { events: readonly { message?: string; name?: string }[] }
    await details.getByRole('tab', { name: 'Context', exact: true }).click()
    const around = details.getByRole('region', { name: 'Events before and after' })
    await around
      // Lists show a text in one line.
      .getByText((events[0]!.message ?? events[0]!.name!).split('\n')[0]!)
      .first()
      .waitFor()
    await details.getByRole('tab', { name: 'Proof', exact: true }).click()
    await details.getByText('Verified: it is in the record as it was written.').waitFor()
    await details.getByRole('tab', { name: /^Fields/ }).click()
    await details
      .getByRole('list', { name: /^Fields/ })
      .getByText('severity_number')
      .waitFor()
    await page.keyboard.press('Escape')
    await details.waitFor({ state: 'detached' })
    await grid(page).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    const level = await grid(page).locator('[role=gridcell][data-active=true]').textContent()
    await page.keyboard.press('i')
    await page.waitForURL(url => url.searchParams.get('q') === `level:${level}`)
  })

  test('each row shows its event, however one came there', async () => {
    const shown = () =>
      grid(page)
        .locator('[data-row]')
        .evaluateAll(rows => rows.map(row => [(row as HTMLElement).dataset.row!, row.textContent] as const))
    const scrollTo = async (index: number) => {
      await grid(page).evaluate((list, top) => list.parentElement!.scrollTo({ top }), index * 25)
      await row(page, index + 2).waitFor()
    }
    const seen = new Map(await shown())
    // A few rows at a time, by which elements come and go one by one; then in leaps, which give them other rows, but none that were not drawn before.
    for (let index = 0; index < 140; index += 5) {
      await scrollTo(index)
      for (const [at, text] of await shown()) seen.set(at, text)
    }
    assert.equal(new Set(seen.values()).size > 50, true)
    const first = await row(page, 137).elementHandle()
    for (const index of [20, 110, 0, 100, 60]) {
      await scrollTo(index)
      const rows = await shown()
      for (const [at, text] of rows) assert.equal(text, seen.get(at), `row ${at}`)
      assert.deepEqual(
        rows.map(([at]) => Number(at)),
        rows.map((_, i) => Number(rows[0]![0]) + i),
      )
    }
    assert.equal(await first!.evaluate(element => element.isConnected), true, 'made anew')
  })

  test('the value under the pointer is included with one click; while rows scroll by none is offered', async () => {
    const cell = page.locator('[data-row]').nth(12).locator('[data-column=level]')
    const include = page.getByRole('button', { name: 'Include this level', exact: true })
    await cell.hover()
    await include.waitFor()
    await page.mouse.wheel(0, 1_000)
    await include.waitFor({ state: 'detached' })
    let level: string | null = null
    // Rows that still go on scrolling take away again what is offered.
    await until(async () => {
      const { x, y, width, height } = (await cell.boundingBox())!
      await page.mouse.move(x + width / 2 - 2, y + height / 2)
      await page.mouse.move(x + width / 2, y + height / 2)
      level = await cell.textContent()
      return include.click({ timeout: 2_000 }).then(
        () => true,
        () => false,
      )
    })
    await page.waitForURL(url => url.searchParams.get('q') === `level:${level}`)
  })

  test('a query that counts gives a chart and a table whose rows lead to their events', async () => {
    await ask(page, '-stream:audit | count() by level, bin(1d)')
    await page.getByRole('region', { name: 'Chart' }).getByRole('img').waitFor()
    await ask(page, '-stream:audit | count() by level')
    await page.getByRole('region', { name: 'Chart' }).waitFor({ state: 'detached' })
    const table = page.getByRole('table', { name: 'Result' })
    const line = table.getByRole('row', { name: /^ERROR / })
    const errors = Number((await line.getByRole('cell').nth(1).textContent())!.replaceAll(',', ''))
    await line.getByRole('button', { name: 'Events', exact: true }).click()
    await grid(page).waitFor()
    await until(async () => (await found(page)) === errors)
    assert.equal(param(page, 'q'), '-stream:audit level:ERROR')
  })

  test('of rows that a query limits itself none are said to be missing', async () => {
    await ask(page, '| count() by service | limit 1')
    await page.getByRole('status').getByText('in 1 row', { exact: false }).waitFor()
    assert.equal(await page.getByText('end the query with').count(), 0)
  })

  test('a value that is asked for and rare stands first in its facet, and is given up there', async () => {
    await ask(page, 'service:many')
    const fields = page.getByRole('region', { name: 'Fields' })
    const value = fields.getByRole('button', { name: 'Include many', exact: true, pressed: true })
    await value.waitFor({ state: 'attached' })
    await fields.getByRole('button', { name: 'many', exact: true }).click()
    await page.waitForURL(url => url.searchParams.get('q') === null)
  })

  test('while the server is away, what it answered last stays and is said to be old, once', async () => {
    await quiet(page)
    const counted = await found(page)
    const first = await row(page, 0).textContent()
    const fields = page.getByRole('region', { name: 'Fields' })
    await page.route(/\/(?:api|health)\//, route => route.abort('connectionrefused'))
    try {
      const old = page.getByText(/^The server does not answer\. What is shown is old: it was answered at /)
      // Where something is being asked just then that is waited for, and not asked again; and some seconds go by before the server is given up.
      await until(async () => {
        await page.keyboard.press('r')
        return old.waitFor({ timeout: 15_000 }).then(
          () => true,
          () => false,
        )
      })
      assert.equal(await row(page, 0).textContent(), first)
      assert.equal(await found(page), counted)
      assert.equal(await page.getByText('The server does not answer').count(), 1)
      assert.ok(await fields.getByRole('button', { name: 'Include INFO', exact: true }).count())
      await page.unrouteAll()
      await old.waitFor({ state: 'detached' })
      await until(async () => (await found(page)) === counted)
      await provoked(window, /ERR_CONNECTION_REFUSED/)
    } finally {
      await page.unrouteAll()
    }
  })

  test('is printed without what cannot be pressed on paper, light, and with more rows than are seen', async () => {
    await page.emulateMedia({ media: 'print' })
    try {
      assert.equal(await page.getByRole('navigation', { name: 'Pages' }).isVisible(), false)
      assert.equal(await queryBox(page).isVisible(), false)
      assert.equal(await page.getByRole('button', { name: 'Export', exact: true }).isVisible(), false)
      await row(page, 199).waitFor()
      const windows = await page.evaluate(() => document.documentElement.scrollHeight / innerHeight)
      assert.ok(windows > 3, `as high as ${windows} windows`)
    } finally {
      await page.emulateMedia({ media: null })
    }
  })

  test('a copied link shows others exactly the same', async () => {
    await ask(page, 'level>=ERROR')
    // A press on what is replaced before it is let go of is no click.
    await quiet(page)
    await page.getByRole('button', { name: 'Show environment as a column', exact: true }).click()
    await row(page, 0).locator('time').click()
    await page.getByRole('complementary', { name: 'Event' }).waitFor()
    await until(async () => (await found(page)) !== undefined)
    await page.getByRole('button', { name: 'Copy link', exact: true }).first().click()
    await page.getByText('The link is copied').waitFor()
    const address = await page.evaluate(() => navigator.clipboard.readText())
    const other = await at.windowOf(await at.person('ann', 'guest'))
    await other.page.goto(address)
    await other.page.getByRole('complementary', { name: 'Event' }).waitFor()
    await queryBox(other.page).getByText('level>=ERROR').last().waitFor()
    await grid(other.page).getByRole('columnheader', { name: 'environment' }).waitFor()
    await until(async () => (await found(other.page)) === (await found(page)))
    assert.equal(await row(other.page, 0).textContent(), await row(page, 0).textContent())
    await other.context.close()
  })

  test('where nothing matches, the page says what would', async () => {
    await at.open(window, '/explore?from=-5m&q=level%3ACRITICAL%20-stream%3Aaudit')
    await page.getByRole('heading', { name: 'Nothing matches in this range' }).waitFor()
    await page.getByRole('button', { name: 'Last 7 days', exact: true }).click()
    await row(page, 0).getByText('CRITICAL').waitFor()
  })

  test('a tail shows what comes in, waits while somebody reads, and says how much is new', async () => {
    const send = (from: number, to: number) =>
      request(
        at.served,
        'POST',
        '/api/v1/events',
        Array.from({ length: to - from }, (_, i) => ({ service: 'ticker', message: `tick ${from + i}` })),
      )
    await send(0, 200)
    await ask(page, 'service:ticker')
    await until(async () => {
      await page.keyboard.press('r')
      return (await found(page)) === 200
    })
    await grid(page).focus()
    await page.keyboard.press('l')
    await page.getByText('Live', { exact: true }).last().waitFor()
    await page.getByText('waiting for events').waitFor()
    await send(200, 203)
    await row(page, 0).getByText('tick 202').waitFor()
    await row(page, 3).getByText('tick 199').waitFor()
    await row(page, 5).hover()
    await page.mouse.wheel(0, 1_200)
    await page.getByText('Live, paused while you read').waitFor()
    await send(203, 208)
    await page.getByRole('button', { name: '5 new', exact: true }).waitFor()
    assert.equal(await page.getByText('tick 207').count(), 0)
    await page.getByRole('button', { name: '5 new', exact: true }).click()
    await row(page, 0).getByText('tick 207').waitFor()
    await page.getByText('Live', { exact: true }).last().waitFor()
  })
})
