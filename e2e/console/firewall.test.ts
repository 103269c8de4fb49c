import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Window } from '../lib/browser.ts'
import { request, until } from '../lib/console.ts'
import { journeys } from '../lib/journeys.ts'

const HIGH = encodeURIComponent('stream:scan name:scan score>=0.7')

journeys('the firewall', { demo: 6_000 }, at => {
  let window: Window
  let page: Page
  before(async () => {
    window = await at.windowOf()
    page = window.page
  })
  const scans = () => page.getByRole('table', { name: 'List of recent scans' })
  const rows = () => scans().locator('tbody tr')

  test('filters leave what they say, stand in the address, and are lifted one by one', async () => {
    await at.open(window, '/firewall?from=-7d')
    await page.getByLabel('Action', { exact: true }).selectOption({ label: 'Blocked' })
    await page.getByLabel('Score', { exact: true }).selectOption({ label: '0.7 or more' })
    await page.waitForURL(/score=0\.7/)
    await until(async () => (await scans().getByText('allowed').count()) === 0)
    const scores = await rows().evaluateAll(all => all.map(row => Number(row.children[1]?.textContent)))
    assert.ok(scores.length > 0 && scores.every(score => score >= 0.7), scores.join(' '))
    assert.equal(await scans().getByText('blocked', { exact: true }).count(), scores.length)
    await page.reload()
    await rows().first().waitFor()
    assert.equal(await page.getByLabel('Action', { exact: true }).inputValue(), 'block')
    await page.getByTitle(/^Remove filter Action/).click()
    await page.waitForURL(url => !url.searchParams.has('action'))
    assert.equal(new URL(page.url()).searchParams.get('score'), '0.7')
  })

  test('a scan leads to its session, all of whose scans are on one line of time', async () => {
    await at.open(window, '/firewall?from=-7d&score=0.7')
    const only = scans().getByRole('button', { name: /sess_/ }).first()
    const session = (await only.textContent())!
    await rows()
      .filter({ hasText: session })
      .first()
      .click({ position: { x: 5, y: 5 } })
    const dialog = page.getByRole('dialog', { name: 'Scan' })
    await dialog.getByRole('heading', { name: 'Where it came from' }).waitFor()
    await dialog.getByRole('link', { name: session }).click()
    await page.getByRole('heading', { name: `Session ${session}` }).waitFor()
    await dialog.waitFor({ state: 'detached' })
    const { rows: counted } = (await request(
      at.served,
      'GET',
      `/api/v1/aggregate?q=${encodeURIComponent(`stream:scan name:scan session_id:${session} | count()`)}`,
    )) as { rows: number[][] }
    const list = page.getByRole('table', { name: 'List of the scans of the session' }).locator('tbody tr')
    await until(async () => (await list.count()) === counted[0]![0])
    await page.getByRole('region', { name: 'Scores over time' }).getByRole('img').first().waitFor()
    await page.getByRole('button', { name: 'All sessions', exact: true }).click()
    await page.getByRole('table', { name: 'List of sessions' }).waitFor()
  })

  test('is walked by keys: j and k from row to row, Enter opens', async () => {
    await at.open(window, '/firewall?from=-7d')
    const focused = () =>
      rows().evaluateAll(all => all.findIndex(row => row.contains(document.activeElement)))
    const walked: number[] = []
    for (const key of ['j', 'j', 'j', 'k', 'k', 'k', 'j']) {
      await page.keyboard.press(key)
      walked.push(await focused())
    }
    assert.deepEqual(walked, [0, 1, 2, 1, 0, 0, 1])
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Scan' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await at.open(window, '/firewall?from=-7d&view=sessions')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: /^Session / }).waitFor()
    await at.open(window, '/firewall?from=-7d&view=performance')
    const steps = page.getByRole('table', { name: 'Latency and throughput over time' }).locator('tbody tr')
    await steps.nth(3).focus()
    await page.keyboard.press('j')
    assert.ok(
      await steps.nth(4).evaluate(row => row === document.activeElement),
      'in the table with the focus',
    )
  })

  test('what somebody says of a scan counts: a false positive lowers the accuracy', async () => {
    const accuracy = async (q = HIGH) =>
      (await request(at.served, 'GET', `/api/v1/scans/accuracy?from=-7d&q=${q}`)) as {
        reviewed: number
        detection_accuracy: number
      }
    const before = await accuracy()
    const found = (await request(at.served, 'GET', `/api/v1/search?from=-7d&limit=50&q=${HIGH}`)) as {
      events: readonly { id: string; session_id: string }[]
    }
    let unsaid: string | undefined
    for (const { id } of found.events) {
      const { feedback } = (await request(at.served, 'GET', `/api/v1/scans/${id}`)) as { feedback: unknown[] }
      if (feedback.length === 0) unsaid ??= id
    }
    await at.open(window, `/firewall?from=-7d&score=0.7&open=${unsaid}`)
    await page.getByText(`of ${before.reviewed} reviews`).waitFor()
    const dialog = page.getByRole('dialog', { name: 'Scan' })
    await dialog.getByText('Nobody has said so yet.').waitFor()
    await dialog.getByPlaceholder(/^Why/).fill('A test of ours')
    await dialog.getByRole('button', { name: 'False positive', exact: true }).click()
    await dialog.getByRole('listitem').getByText('False positive').waitFor()
    await dialog.getByText('A test of ours').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(`of ${before.reviewed + 1} reviews`).waitFor()
    const session = found.events.find(({ id }) => id === unsaid)!.session_id
    await at.open(window, `/firewall?from=-7d&session=${session}`)
    const { reviewed } = await accuracy(encodeURIComponent(`name:scan session_id:"${session}"`))
    assert.ok(reviewed >= 1)
    await page.getByText(reviewed === 1 ? 'of 1 review' : `of ${reviewed} reviews`, { exact: true }).waitFor()
    await at.open(window, '/firewall?from=-7d&session=nobody')
    await page.getByText('of 0 reviews').waitFor()
    const after = await accuracy()
    assert.ok(after.detection_accuracy < before.detection_accuracy)
  })

  test('tells latency and throughput', async () => {
    await at.open(window, '/firewall?from=-7d')
    await page.getByText('Latency and throughput').click()
    await page.waitForURL(/view=performance/)
    await page.getByText('p95').first().waitFor()
    assert.deepEqual(await page.getByRole('alert').allTextContents(), [])
    const tables = page.getByRole('region', { name: /^Table: Latency/ })
    await until(async () => (await tables.count()) === 2)
    const cut = await tables.evaluateAll(frames => frames.map(frame => frame.scrollWidth - frame.clientWidth))
    assert.deepEqual(cut, [0, 0], 'every column is seen')
  })

  test('on a telephone every column is reached, beside the first', async () => {
    const narrow = await at.windowOf(undefined, { viewport: { width: 390, height: 844 } })
    await at.open(narrow, '/firewall?from=-7d')
    const frame = narrow.page.getByRole('region', { name: 'Table: List of recent scans' })
    const [first, last] = ['th:first-child', 'th:last-child'].map(cell => frame.locator(cell))
    const before = await first!.boundingBox()
    await frame.evaluate(element => element.scrollTo({ left: element.scrollWidth }))
    assert.equal((await first!.boundingBox())!.x, before!.x)
    const { x, width } = (await last!.boundingBox())!
    assert.ok(x > before!.x + before!.width - 1 && x + width <= 390, `${x} to ${x + width}`)
    await narrow.context.close()
  })

  test('what was not searchable when it was asked for is said not to be, and is there a moment later', async () => {
    await request(at.served, 'POST', '/api/v1/scan', { text: 'nothing', session_id: 'sess_not_yet' })
    const query = encodeURIComponent('session_id:sess_not_yet')
    type Answer = { readonly events: readonly { readonly session_id?: string }[] }
    await until(async () => {
      const { events } = (await request(at.served, 'GET', `/api/v1/search?q=${query}`)) as Answer
      return events.length > 0
    })
    // The index is rarely so late that a page meets it: the first answers are as they are then.
    const asked = new Set<string>()
    await window.context.route('**/api/v1/search?*', async route => {
      const url = route.request().url()
      if (asked.has(url)) return route.continue()
      asked.add(url)
      const response = await route.fetch()
      const answer = (await response.json()) as Answer
      const events = answer.events.filter(event => event.session_id !== 'sess_not_yet')
      await route.fulfill({ response, json: { ...answer, events, index_lag: { events: 1, seconds: 3 } } })
    })
    await page.goto(`${at.served.url}/firewall?from=-7d`)
    await page.getByText('The newest event is not searchable yet.').waitFor()
    assert.equal(await scans().getByText('sess_not_yet').count(), 0)
    await scans().getByText('sess_not_yet').waitFor()
    await page.getByText('not searchable yet').waitFor({ state: 'detached' })
    await window.context.unrouteAll()
  })

  test('what an application scans now is there a moment later', async () => {
    await at.open(window, '/firewall?from=-15m')
    const card = ['4111', '1111', '1111', '1111'].join(' ')
    await request(at.served, 'POST', '/api/v1/scan', {
      text: `My card is ${card}`,
      session_id: 'sess_of_now',
    })
    await until(async () => {
      await page.keyboard.press('r')
      // Pressed again before the answer is there, it asks anew.
      await page.waitForTimeout(1_500)
      return (await scans().getByText('sess_of_now').count()) > 0
    })
    assert.ok(!(await page.content()).includes(card))
  })
})
