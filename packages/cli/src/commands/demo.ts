import { setTimeout as sleep } from 'node:timers/promises'
import { TallyError, timeFromMs } from '@tallystick/core'
import { type DemoEvent, planLive, tellHistory } from '@tallystick/server'
import { parseDuration } from '../args/time.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import { untilSearchable } from '../client/searchable.ts'
import type { TallyClient } from '../client/types.ts'
import { type ExitCode, FAILED, OK } from '../exit-codes.ts'
import { commandName } from '../invocation.ts'
import { formatCount, formatDuration, plural } from '../output/numbers.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'

export type DemoOptions = ClientOptions & {
  /** Events per second. */
  readonly rate: number
  readonly for?: string
  readonly count?: number
  readonly backfill?: string
  readonly seed: number
  readonly json?: boolean
}

const BATCH = 1_000
/** How often live events that have become due are sent. */
const TICK_MS = 50
const BACKFILL_COUNT = 20_000

/** Sends events in order and keeps count of what became of them. */
type Sender = {
  readonly sent: number
  /** Metric points. */
  readonly points: number
  readonly refused: number
  send(kind: 'events' | 'points', values: readonly object[]): Promise<void>
}

/** `tally demo`: an AI application at work, sent through the same door as a real one. */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<ExitCode> {
  const signal = terminal.interrupted()
  const duration = options.for === undefined ? undefined : parseDuration(options.for)
  const backfill = options.backfill === undefined ? undefined : parseDuration(options.backfill)
  const started = terminal.now()

  const sender = await withClient(
    options,
    terminal,
    async client => {
      await shareDashboards(client, terminal)
      const progress = terminal.progress()
      const sender = createSender(client, terminal, sent => {
        const seconds = (terminal.now() - started) / 1_000
        progress.show(
          `${formatCount(sent)} sent, ${formatCount(sent / Math.max(seconds, 0.1))}/s. Ctrl-C stops.`,
        )
      })
      try {
        if (backfill !== undefined) {
          await sendPast(sender, options, { from: started - backfill, to: started }, signal)
          if (duration !== undefined && !signal.aborted)
            await sendLive(sender, options, { duration }, signal, terminal)
        } else {
          const bounds = {
            ...(duration === undefined ? {} : { duration }),
            ...(options.count === undefined ? {} : { count: options.count }),
          }
          await sendLive(sender, options, bounds, signal, terminal)
        }
      } finally {
        progress.clear()
      }
      if (!signal.aborted) await untilSearchable(client)
      return sender
    },
    { create: true },
  )

  const took = terminal.now() - started
  const { sent, points, refused } = sender
  if (options.json)
    await terminal.print(jsonLine({ sent, points, refused, took_ms: took, seed: options.seed }))
  else {
    await terminal.print(
      `${plural(sent, 'event')}${points > 0 ? ` and ${plural(points, 'metric point')}` : ''} sent in ${formatDuration(took)}${refused > 0 ? `, ${formatCount(refused)} of them refused` : ''}.\n`,
    )
    const tally = commandName()
    terminal.note(
      terminal.noteStyle.dim(
        `Try: ${tally} search 'stream:scan score>=0.7 | count() by severity'   ${tally} search 'name:login.failure | top 5 ip'`,
      ),
    )
  }
  return refused > 0 ? FAILED : OK
}

/** A key that may only send does without. */
async function shareDashboards(client: TallyClient, terminal: Terminal): Promise<void> {
  try {
    await client.shareDashboards()
  } catch (error) {
    if (!(error instanceof TallyError && error.code === 'TALLY_AUTH_SCOPE')) throw error
    terminal.note(terminal.noteStyle.dim('Without dashboards, which take a key that may read.'))
  }
}

function createSender(client: TallyClient, terminal: Terminal, onProgress: (sent: number) => void): Sender {
  let sent = 0
  let points = 0
  let refused = 0
  return {
    get sent() {
      return sent
    },
    get points() {
      return points
    },
    get refused() {
      return refused
    },
    async send(kind, values) {
      const outcome = await (kind === 'points' ? client.ingestPoints(values) : client.ingest(values))
      const first = outcome.refused[0]
      if (first !== undefined && refused === 0)
        terminal.note(`One was refused: ${first.error.code}: ${sanitizeLine(first.error.message)}`)
      if (kind === 'points') points += values.length
      else sent += values.length
      refused += outcome.refused.length
      onProgress(sent)
    },
  }
}

async function sendPast(
  sender: Sender,
  options: DemoOptions,
  range: { from: number; to: number },
  signal: AbortSignal,
): Promise<void> {
  const plan = {
    ...range,
    fullFrom: range.from,
    seed: options.seed,
    events: options.count ?? BACKFILL_COUNT,
  }
  for await (const { kind, values } of tellHistory(plan)) {
    await sender.send(kind, values)
    if (signal.aborted) return
  }
}

async function sendLive(
  sender: Sender,
  { seed, rate }: DemoOptions,
  bounds: { readonly duration?: number; readonly count?: number },
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const start = terminal.now()
  const end = bounds.duration === undefined ? Number.POSITIVE_INFINITY : start + bounds.duration
  let left = bounds.count ?? Number.POSITIVE_INFINITY
  const story = planLive(seed, start, rate)
  let next = story.next().value
  while (!signal.aborted && left > 0) {
    const now = terminal.now()
    const due: DemoEvent[] = []
    while (next.time <= Math.min(now, end) && due.length < Math.min(BATCH, left)) {
      due.push(next)
      next = story.next().value
    }
    if (due.length > 0) {
      await sender.send(
        'events',
        due.map(event => ({ ...event, time: timeFromMs(event.time) })),
      )
      left -= due.length
    }
    if (now >= end && due.length === 0) return
    // A full batch means that more is due already.
    if (due.length < BATCH) await sleep(TICK_MS, undefined, { signal }).catch(() => {})
  }
}
