/**
 * The console in a real Chromium against a loaded directory: `node scripts/run.mjs bench/console/main.ts --directory DIR [--minutes 10]`. DIR is what
 * bench/load.ts filled. Times are taken in the page, from the key that asks to the frame that shows; frames by the
 * browser's own trace. Prints a table and ends with JSON.
 */
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { chromiumOrReason, launch, openWindow } from '../../e2e/lib/browser.ts'
import { median, mib, percentile, table } from '../lib/figures.ts'
import { TallyServer } from '../lib/server.ts'

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    runs: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '1000' },
  },
})
const QUERIES = [
  '',
  'level>=WARNING',
  'service:payments',
  '"connection refused"',
  'attributes.status_code>=500',
  'level:ERROR OR level:CRITICAL',
]

/** Events of Chromium's trace about each frame: from its beginning, with what became of it, to when it was on the screen. */
const FRAME = 'PipelineReporter'
/** A page's script. */
const ONE_LINE = "let n = 0; setInterval(() => { document.querySelector('p').textContent = n++ }, 100)"
/** Milliseconds from which on somebody sees that the screen stood still. */
const SLOW = 50

const found = chromiumOrReason()
if ('reason' in found) throw new Error(found.reason)
// Elsewhere a browser has a machine of its own. Here it goes before the server with which it shares one, or its frames would wait for the server's threads.
await using server = await TallyServer.start({ directory: values.directory!, niceness: 10 })
while (!(await fetch(`${server.url}/health/ready`)).ok) await new Promise(resolve => setTimeout(resolve, 50))

const user = `bench-${Date.now()}`
const { password } = (await post('/api/v1/users', { name: user, role: 'admin' })) as { password: string }
const { first, last, count } = await span()
const browser = await launch(found.path)
const rows: [string, string][] = []
try {
  const { page } = await openWindow(browser)
  await page.goto(server.url)
  await page.getByLabel('User').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('#main').waitFor()

  const paints: number[] = []
  const address = `${server.url}/explore?from=${encodeURIComponent(first)}&to=${encodeURIComponent(last)}`
  for (let run = 0; run < Number(values.runs); run++) {
    const cold = await page.context().newPage()
    await cold.goto(address)
    // Meaningful: the first rows of the record are there, and the chart above them.
    paints.push(await shown(cold))
    await cold.close()
  }
  rows.push(['first rows and chart after opening, median', `${median(paints).toFixed(0)} ms`])
  rows.push(['first rows and chart after opening, p95', `${percentile(paints, 0.95).toFixed(0)} ms`])

  await page.goto(address)
  await shown(page)
  // With the pause of somebody who looks at an answer, and without: then the figures beside the rows of the query before are still being counted.
  for (const [how, pause] of [
    ['', 1_000],
    [', asked at once after another', 0],
  ] as const) {
    const answers: number[] = []
    const each = new Map<string, number[]>(QUERIES.map(query => [query, []]))
    for (let run = -1; run < Number(values.runs); run++)
      for (const query of QUERIES) {
        await page.waitForTimeout(pause)
        // Something else each time, which nobody can have kept.
        const took = await ask(page, `${query} -service:none_${run}_${pause}`.trim())
        if (run < 0) continue
        answers.push(took)
        each.get(query)!.push(took)
      }
    rows.push([`query to rows and chart, median${how}`, `${median(answers).toFixed(0)} ms`])
    rows.push([`query to rows and chart, p95${how}`, `${percentile(answers, 0.95).toFixed(0)} ms`])
    const [slowest, took] = [...each].sort(([, a], [, b]) => median(b) - median(a))[0]!
    rows.push([`the slowest, median${how}`, `${slowest}: ${median(took).toFixed(0)} ms`])
  }

  await ask(page, '-service:none')
  await page.getByRole('grid', { name: 'Events' }).hover()
  const scroll = await frames(page, async () => {
    for (let i = 0; i < 120; i++) {
      await page.mouse.wheel(0, 1_500)
      await page.waitForTimeout(25)
    }
  })
  rows.push([
    'frames over 50 ms while scrolling',
    `${scroll.slow} of ${scroll.all}; longest ${scroll.longest.toFixed(0)} ms`,
  ])

  await page.goto(`${server.url}/explore?from=-15m&live=1`)
  await page.waitForTimeout(2_000)
  const stop = new AbortController()
  const sending = send(Number(values.rate), stop.signal)
  const live = await watch(page, () => heapBytes(page))
  // What one line of text comes to that changes as often: the rest is the browser's and the machine's.
  await page.goto(`data:text/html,<p></p><script>${ONE_LINE}</script>`)
  const least = await watch(page)
  stop.abort()
  await sending
  const heap = live.after
  const third = Math.ceil(heap.length / 3)
  for (const [what, { slow, all, longest }] of [
    [`frames over 50 ms in a live tail of ${values.rate}/s`, live],
    ['the same of a page with one line of text', least],
  ] as const)
    rows.push([what, `${slow} of ${all}; longest ${longest.toFixed(0)} ms`])
  rows.push([
    `memory of the page, first and last third of ${values.minutes} min`,
    `${mib(median(heap.slice(0, third)))}, ${mib(median(heap.slice(-third)))}`,
  ])
} finally {
  await browser.close()
}
console.log(`\n${table([`console, ${count} events`, ''], rows)}`)
console.log(JSON.stringify(Object.fromEntries(rows)))

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function span(): Promise<{ first: string; last: string; count: number }> {
  type Found = { events: { time: string }[] }
  const q = encodeURIComponent('stream:log')
  const oldest = await server.json<Found>(`/api/v1/search?q=${q}&limit=1&order=asc`)
  const newest = await server.json<Found>(`/api/v1/search?q=${q}&limit=1`)
  const { rows } = await server.json<{ rows: number[][] }>(
    `/api/v1/aggregate?q=${encodeURIComponent('| count()')}`,
  )
  const end = new Date(Date.parse(newest.events[0]!.time) + 1).toISOString()
  return { first: oldest.events[0]!.time, last: end, count: rows[0]![0]! }
}

/** Milliseconds from the beginning of the navigation to the frame in which rows and chart are there. */
async function shown(page: Page): Promise<number> {
  await page.waitForFunction(
    () =>
      document.querySelector('[role=row][aria-rowindex]') !== null &&
      document.querySelector('#main svg rect') !== null,
    undefined,
    { polling: 'raf' },
  )
  return page.evaluate(() => performance.now())
}

/** Milliseconds from Enter in the query box to the frame that shows what the new query found. */
async function ask(page: Page, query: string): Promise<number> {
  await page.keyboard.press('Escape')
  const box = page.getByRole('textbox', { name: 'Query' })
  await box.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  if (query !== '') await page.keyboard.insertText(query)
  // Enter is to run the query, not to take what is proposed.
  await page.keyboard.press('Escape')
  await page.evaluate(() => {
    const scope = globalThis as unknown as { took?: Promise<number> }
    scope.took = new Promise(resolve => {
      addEventListener(
        'keydown',
        () => {
          const started = performance.now()
          const main = document.querySelector('#main')!
          // Rows and chart are busy until both answers are on the screen. Looked at when that changes: a look at every frame would make frames.
          let begun = false
          const observer = new MutationObserver(() => {
            const busy = main.querySelector('[aria-busy=true]') !== null
            begun ||= busy
            if (!begun || busy) return
            observer.disconnect()
            requestAnimationFrame(() => resolve(performance.now() - started))
          })
          observer.observe(main, { subtree: true, childList: true, attributeFilter: ['aria-busy'] })
        },
        { once: true, capture: true },
      )
    })
  })
  await page.keyboard.press('Enter')
  return page.evaluate(() => (globalThis as unknown as { took: Promise<number> }).took)
}

type Frames = { readonly all: number; readonly slow: number; readonly longest: number }

type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly pid: number
  /** Microseconds. */
  readonly ts: number
  readonly id2?: { readonly local: string }
  readonly args: {
    readonly frame_reporter?: { readonly state: string; readonly affects_smoothness: boolean }
  }
}

/**
 * By the browser's own trace, how long the screen stands still before each frame while something happens: from when there is something new to show, or would
 * have been in a frame that was dropped, or from the frame before where that is later.
 */
async function frames(page: Page, happen: () => Promise<void>): Promise<Frames> {
  await browser.startTracing(page, { categories: ['-*', 'disabled-by-default-devtools.timeline.frame'] })
  await happen()
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const reports = trace.traceEvents.filter(({ name }) => name === FRAME).sort((a, b) => a.ts - b.ts)
  const { pid: drawing } = Object.values(Object.groupBy(reports, ({ pid }) => pid)).reduce((most, own) =>
    own!.length > most!.length ? own : most,
  )![0]!
  const begun = new Map<string, TraceEvent>()
  const ended: { readonly begin: TraceEvent; readonly end: number }[] = []
  for (const report of reports) {
    const id = report.id2!.local
    if (report.pid !== drawing) continue
    if (report.ph === 'b') begun.set(id, report)
    else if (begun.has(id)) ended.push({ begin: begun.get(id)!, end: report.ts })
  }
  const took: number[] = []
  let wanted: number | undefined
  let before = 0
  for (const { begin, end } of ended.sort((a, b) => a.begin.ts - b.begin.ts)) {
    const { state, affects_smoothness: late } = begin.args.frame_reporter!
    if (state === 'STATE_DROPPED' && late) wanted ??= begin.ts
    if (state !== 'STATE_PRESENTED_ALL') continue
    const ms = (end - Math.max(wanted ?? begin.ts, before)) / 1_000
    took.push(ms)
    if (ms > SLOW) console.log(`${clockTime(end)}  a frame of ${ms.toFixed(0)} ms`)
    wanted = undefined
    before = end
  }
  return { all: took.length, slow: took.filter(ms => ms > SLOW).length, longest: Math.max(...took) }
}

/** Frames of so many minutes, in pieces, and what `look` says after each. */
async function watch(
  page: Page,
  look?: () => Promise<number>,
): Promise<Frames & { readonly after: number[] }> {
  const after: number[] = []
  const watched: Frames[] = []
  for (const end = performance.now() + Number(values.minutes) * 60_000; performance.now() < end; ) {
    watched.push(await frames(page, () => page.waitForTimeout(15_000)))
    // Garbage is collected for the size of the heap, which takes longer than a frame: nothing is watched meanwhile.
    if (look !== undefined) after.push(await look())
  }
  return {
    all: watched.reduce((sum, { all }) => sum + all, 0),
    slow: watched.reduce((sum, { slow }) => sum + slow, 0),
    longest: Math.max(...watched.map(({ longest }) => longest)),
    after,
  }
}

/** Of a time in a trace: microseconds of the clock that only goes on. */
function clockTime(micros: number): string {
  const ago = Number(process.hrtime.bigint() / 1_000n) - micros
  return new Date(Date.now() - ago / 1_000).toISOString()
}

async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** Events at a steady rate until told to stop. */
async function send(rate: number, signal: AbortSignal): Promise<void> {
  const levels = ['INFO', 'INFO', 'INFO', 'WARNING', 'ERROR']
  for (let n = 0; !signal.aborted; ) {
    const batch = Array.from({ length: Math.round(rate / 10) }, () => ({
      level: levels[n++ % levels.length],
      service: `service-${n % 7}`,
      message: `request ${n} took ${n % 900} ms`,
      attributes: { status_code: n % 50 === 0 ? 500 : 200, duration_ms: n % 900 },
    }))
    const started = performance.now()
    await post('/api/v1/events', batch)
    await new Promise(resolve => setTimeout(resolve, Math.max(0, 100 - (performance.now() - started))))
  }
}
