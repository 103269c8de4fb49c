import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { chromiumOrReason, launch, openWindow, type Window } from '../lib/browser.ts'
import { PAGES, request, settled, show, signIn, until } from '../lib/console.ts'
import { type Served, serve } from '../lib/serve.ts'

const found = chromiumOrReason()
const skip = 'reason' in found ? found.reason : false

/** Each would say so in `globalThis.broken` if anything of it were run. */
const SCRIPTS = [
  '<script>globalThis.broken = 1</script>',
  '<img src=x onerror="globalThis.broken = 2">',
  '"><svg onload=globalThis.broken=3>',
  'javascript:globalThis.broken=4',
  '{{constructor.constructor("globalThis.broken=5")()}}',
  "');globalThis.broken=6;//",
  '</textarea></style></title><iframe srcdoc="<script>parent.broken=7</script>">',
]
const MARKS = [
  '\u202egnp.exe',
  '\u001b[2J\u001b[31mred\u0007',
  'a\u200bb\ufeffc',
  '\u{e0041}\u{e0042}',
  '‮‮‮',
  'Z̸̧͓̈́a̶͝l̷g̵o̷',
]

const hostileEvents = (): object[] => {
  const texts = [...SCRIPTS, ...MARKS]
  const time = new Date().toISOString()
  const everywhere = texts.map((text, i) => ({
    time,
    stream: ['log', 'activity', 'security'][i % 3],
    level: 'ERROR',
    message: text,
    service: text,
    name: text,
    category: text,
    user_id: text,
    session_id: text,
    entity_type: text,
    entity_id: text,
    user_agent: text,
    environment: text,
    attributes: {
      [text]: text,
      changes: { [text]: { old: text, new: [text] } },
      duration_ms: text,
      parent_span_id: text,
      when: 'the 31st of February',
    },
  }))
  // Traces whose spans are their own parents, end before they begin, and never end.
  const spans = texts.map((text, i) => ({
    time,
    message: text,
    name: text,
    service: text,
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: `00000000000000${(i % 4).toString(16).padStart(2, '0')}`,
    attributes: {
      parent_span_id: `00000000000000${((i + 1) % 4).toString(16).padStart(2, '0')}`,
      duration_ms: [-5, 1e15, 0, 'NaN'][i % 4],
      status: text,
    },
  }))
  const forged = [
    {
      stream: 'scan',
      name: 'scan',
      level: 'WARNING',
      session_id: SCRIPTS[1],
      attributes: {
        score: SCRIPTS[0],
        severity: SCRIPTS[1],
        flags: [SCRIPTS[2], { a: 1 }, null],
        latency_ms: 'x',
      },
    },
    {
      stream: 'decision',
      name: 'decision',
      attributes: {
        allowed: SCRIPTS[0],
        risk_score: 'high',
        model: SCRIPTS[1],
        customer: MARKS[0],
        reason: SCRIPTS[2],
      },
    },
  ]
  const wide = {
    message: 'ten thousand attributes',
    attributes: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key_${i}`, `value ${i}`])),
  }
  const deep = {
    message: 'deep',
    attributes: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as object,
  }
  const long = { message: `a megabyte ${'x'.repeat(900_000)}`, level: 'CRITICAL' }
  return [...everywhere, ...spans, ...forged, deep, wide, long]
}

describe('a record full of hostile things', { skip, concurrency: 1 }, () => {
  let served: Served
  let browser: Browser
  let window: Window
  let taken = 0

  before(async () => {
    served = await serve()
    for (const event of hostileEvents()) {
      const answer = (await request(served, 'POST', '/api/v1/events', event).catch(error => error)) as {
        accepted?: number
      }
      if (!(answer instanceof Error)) taken++
    }
    await until(async () => {
      const { rows } = (await request(served, 'GET', '/api/v1/aggregate?q=-stream:audit|count()')) as {
        rows: number[][]
      }
      return (rows[0]?.[0] ?? 0) >= taken
    })
    browser = await launch((found as { path: string }).path)
    window = await openWindow(browser)
    window.page.on('dialog', dialog => {
      void dialog.dismiss()
      throw new Error(`a dialog: ${dialog.message()}`)
    })
    await signIn(window.page, served)
  })
  after(async () => {
    await browser?.close()
    await served?.stop()
  })

  test('is taken in, nearly all of it', () => {
    assert.ok(taken > 25, String(taken))
  })

  const unharmed = async () => {
    const { page, complaints } = window
    assert.equal(await page.evaluate(() => (globalThis as { broken?: unknown }).broken), undefined)
    assert.equal(await page.locator('iframe, #main script').count(), 0)
    assert.deepEqual(complaints.splice(0), [])
    assert.equal(await page.locator('#main h1').count(), 1)
    assert.ok(!(await page.getByText('This page broke').isVisible()))
  }

  for (const { name, path } of PAGES)
    test(`is only text on the page ${name}`, async () => {
      await show(window.page, served.url + path)
      await unharmed()
    })

  test('is only text in the details of every event, and the page lives', async () => {
    const { page } = window
    const { events } = (await request(
      served,
      'GET',
      `/api/v1/search?from=-1h&limit=100&q=${encodeURIComponent('-stream:audit')}`,
    )) as { events: readonly { id: string }[] }
    assert.ok(events.length >= taken)
    await page.goto(`${served.url}/explore?from=-1h&q=-stream%3Aaudit`)
    await settled(page)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const details = page.getByRole('complementary', { name: 'Event' })
    for (const { id } of events) {
      await details.getByText(id, { exact: true }).waitFor()
      await unharmed()
      await page.keyboard.press('j')
    }
  })

  test('is only text in a trace whose spans make no sense', async () => {
    await window.page.goto(`${served.url}/traces?from=-1h&trace=0af7651916cd43dd8448eb211c80319c`)
    await settled(window.page)
    await unharmed()
  })

  test('is only text in the timeline of an entity and of a user', async () => {
    for (const text of [SCRIPTS[1]!, MARKS[0]!]) {
      const value = encodeURIComponent(text)
      for (const search of [`entity_type=${value}&entity_id=${value}`, `user=${value}`]) {
        await show(window.page, `${served.url}/activity?${search}`)
        await unharmed()
      }
    }
  })

  test('does no harm in an address either', async () => {
    for (const path of [
      '/explore?q=',
      '/traces?q=',
      '/series?expr=',
      '/firewall?session=',
      '/evidence?id=',
    ]) {
      await window.page.goto(served.url + path + encodeURIComponent(SCRIPTS[1]!))
      await settled(window.page)
      // What does not parse is refused by the server: an error that a browser writes to its console.
      window.complaints.splice(0)
      await unharmed()
    }
  })
})
