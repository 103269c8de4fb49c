import type { JsonObject } from '@tallystick/core'
import { newWriter } from '../disk/index.ts'
import { type Clock, systemClock } from './clock.ts'
import { Lane, type LaneLimits } from './lane.ts'
import { Offline, type OfflineOptions } from './offline.ts'
import { type LaneName, type OnProblem, type Problem, problemEvent } from './problem.ts'
import { addReports, type FlushReport } from './report.ts'
import { createTransport, type Target, type Transport } from './transport.ts'

export type ShipperOptions = Target & {
  readonly limits?: Partial<LaneLimits>
  /** Keeps speech on the disk while the server is away. None when left out. */
  readonly offline?: OfflineOptions
  /** Envelope fields of the events in which the shipper tells what was shed or refused: `service`, `environment`, … */
  readonly identity?: JsonObject
  /** Told of every problem once. What it throws is ignored. */
  readonly onProblem?: OnProblem
  readonly clock?: Clock
  /** Uniform in [0, 1), for jitter. */
  readonly random?: () => number
}

/** Brings speech and metrics to a server. Nothing in it throws, and nothing keeps the application alive but `flush` and `close`. */
export type Shipper = {
  /** One native event as JSON, without line feed. Drops the oldest when full, and counts. */
  readonly offer: (line: string) => void
  /** One metric point as JSON, without line feed. */
  readonly metric: (line: string) => void
  /** Sends what was offered before, for at most so many milliseconds. Resolves at once when nothing waits. */
  readonly flush: (milliseconds: number) => Promise<FlushReport>
  /** Flushes, then stops; what could not be sent goes to the offline spool, or is shed. Resolves a moment after the time is up at the latest. */
  readonly close: (milliseconds: number) => Promise<FlushReport>
  /** For the `exit` event: what waits goes to the offline spool without waiting for anything. The shipper is closed then. */
  readonly flushSync: () => void
  readonly report: () => Readonly<Record<Exclude<LaneName, 'evidence'>, FlushReport>>
}

export const DEFAULT_LANE_LIMITS: LaneLimits = {
  queueBytes: 16 * 1024 * 1024,
  batchLines: 2_000,
  batchBytes: 1024 * 1024,
  lingerMs: 250,
}

/** Throws TALLY_CONFIG_INVALID when the address is none. */
export function createShipper(options: ShipperOptions): Shipper {
  const clock = options.clock ?? systemClock
  const transport: Transport = createTransport(options, clock)
  const limits = { ...DEFAULT_LANE_LIMITS, ...options.limits }

  const onProblem = (problem: Problem): void => {
    try {
      options.onProblem?.(problem)
    } catch {
      // The listener's own affair.
    }
    if (problem.kind === 'shed' || problem.kind === 'refused') tell(problem)
  }
  const tell = (problem: Problem): void => {
    speech.offer(JSON.stringify(problemEvent(problem, options.identity ?? {}, clock.now())))
  }

  const laneOf = (name: 'speech' | 'metrics', path: string, offline?: OfflineOptions): Lane => {
    const writer = newWriter()
    return new Lane({
      name,
      post: batch => transport.post(path, batch),
      writer,
      limits,
      clock,
      random: options.random ?? Math.random,
      onProblem,
      ...(offline === undefined
        ? {}
        : { offline: (shed: (records: number) => void) => new Offline(offline, writer, clock, shed) }),
    })
  }
  const speech = laneOf('speech', '/api/v1/events?ids=false', options.offline)
  const metrics = laneOf('metrics', '/api/v1/metrics')
  const report = () => ({ speech: speech.report(), metrics: metrics.report() })

  /** Metrics first: what they lost is told in speech. */
  const flush = async (milliseconds: number): Promise<FlushReport> => {
    const deadline = clock.now() + milliseconds
    const points = await metrics.flush(milliseconds)
    return addReports(points, await speech.flush(deadline - clock.now()))
  }

  return {
    offer: line => speech.offer(line),
    metric: line => metrics.offer(line),
    flush,
    async close(milliseconds) {
      await flush(milliseconds)
      metrics.stop()
      speech.stop()
      transport.close()
      return addReports(await metrics.settle(), await speech.settle())
    },
    flushSync: () => speech.settleSync(),
    report,
  }
}
