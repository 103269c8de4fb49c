import { createRandom, type Random } from './random.ts'
import { trafficAround } from './story.ts'
import { round } from './world.ts'

/** A metric point as a client sends it, with its time in epoch milliseconds. */
export type DemoPoint = {
  readonly time: number
  readonly metric: string
  readonly value: number
  readonly unit?: string
  readonly type?: 'gauge' | 'counter'
  readonly tags: Readonly<Record<string, string>>
}

export type PointsPlan = {
  readonly seed: number
  /** Epoch milliseconds: `[from, to)`. */
  readonly from: number
  readonly to: number
  /** At most so many points. */
  readonly count: number
  /** From here on points stand four times as close as before. */
  readonly denseFrom: number
  /** When (epoch ms) requests fail and hosts work hard. */
  readonly troubles: readonly number[]
}

const HOSTS = ['web-1', 'web-2', 'worker-1'] as const
const STATUS: readonly (readonly [share: number, endpoint: string, status: string])[] = [
  [0.5, '/products/:id', '200'],
  [0.2, '/search', '200'],
  [0.12, '/api/assistant', '200'],
  [0.1, '/orders', '201'],
  [0.02, '/products/:id', '404'],
  [0.005, '/orders', '500'],
]
const THREATS: readonly (readonly [perHour: number, type: string, blocked: string])[] = [
  [3, 'instruction_override', 'true'],
  [1.6, 'jailbreak', 'true'],
  [0.8, 'system_prompt_extraction', 'true'],
  [1.2, 'email', 'false'],
]

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const TROUBLE_MS = 12 * MINUTE_MS
/** Before the dense part one of so many. */
const SPARSE = 4
/** Points at one moment. */
const PER_MOMENT = HOSTS.length * 7 + STATUS.length + THREATS.length + 1
/** No closer than this, whatever the count; and not wider in the last hours. */
const SHORTEST_STEP_MS = 5 * MINUTE_MS
const RECENT_MOMENTS = 36

/** What hosts and services measure: CPU, memory, disk, response times, requests and threats, by day and night. */
export function* planPoints(plan: PointsPlan): Generator<DemoPoint> {
  const { seed, from, to, troubles } = plan
  const random = createRandom(seed ^ 0x9e3779)
  const counters = new Map<string, number>()
  const counted = (key: string, more: number): number => {
    const sum = (counters.get(key) ?? 0) + Math.max(0, more)
    counters.set(key, sum)
    return Math.round(sum)
  }
  const traffic = trafficAround(to)
  let before = from
  for (const time of momentsOf(plan)) {
    const load = traffic(time)
    const trouble = troubles.some(at => time >= at && time < at + TROUBLE_MS)
    yield* ofHosts(random, Math.round(time), load, trouble, (time - from) / (to - from), counted)
    const hours = (time - before) / HOUR_MS
    for (const [share, endpoint, status] of STATUS) {
      const failing = status === '500' && trouble ? 30 : 1
      yield {
        time: Math.round(time),
        metric: 'requests_total',
        type: 'counter',
        value: counted(
          `${endpoint} ${status}`,
          5_200 * hours * load * share * failing * (0.85 + 0.3 * random.next()),
        ),
        tags: {
          method: endpoint === '/orders' || endpoint.startsWith('/api') ? 'POST' : 'GET',
          endpoint,
          status_code: status,
        },
      }
    }
    for (const [perHour, threat_type, blocked] of THREATS)
      yield {
        time: Math.round(time),
        metric: 'threats_detected_total',
        type: 'counter',
        value: counted(threat_type, perHour * hours * load * 2 * random.next()),
        tags: { threat_type, blocked },
      }
    yield {
      time: Math.round(time),
      metric: 'false_positives_total',
      type: 'counter',
      value: counted('false positives', 0.2 * hours * load * 2 * random.next()),
      tags: {},
    }
    before = time
  }
}

/** When everything is measured, ascending: from the end backwards, so that the last time is a moment ago. */
function momentsOf({ from, to, count, denseFrom }: PointsPlan): number[] {
  const most = Math.floor(count / PER_MOMENT)
  const recent = Math.min(RECENT_MOMENTS, Math.floor(most / 4))
  const recentFrom = to - recent * SHORTEST_STEP_MS
  const dense = recentFrom - Math.max(from, denseFrom)
  const rest = dense + Math.max(0, denseFrom - from) / SPARSE
  const step = Math.max(SHORTEST_STEP_MS, rest / Math.max(1, most - recent))
  const times: number[] = []
  for (let time = to - SHORTEST_STEP_MS; time >= from && times.length < most; ) {
    times.push(time)
    time -= time > recentFrom ? SHORTEST_STEP_MS : time > denseFrom ? step : step * SPARSE
  }
  return times.reverse()
}

function* ofHosts(
  random: Random,
  time: number,
  load: number,
  trouble: boolean,
  /** Share of the range that has passed. */
  passed: number,
  counted: (key: string, more: number) => number,
): Generator<DemoPoint> {
  for (const [i, host] of HOSTS.entries()) {
    const isWeb = host.startsWith('web')
    const tags = { host }
    const gauge = (metric: string, value: number, unit: string): DemoPoint => ({
      time,
      metric,
      value: round(Math.max(0, value), 2),
      unit,
      tags,
    })
    const noise = (width: number) => (random.next() - 0.5) * width
    const strain = trouble && isWeb ? 30 : 0
    yield gauge('cpu_usage', Math.min(99, 12 + 30 * load * (isWeb ? 1 : 0.6) + strain + noise(9)), '%')
    // Memory leaks a little until the nightly restart.
    yield gauge('memory_usage', 42 + 6 * i + 9 * ((time / HOUR_MS) % 24) * 0.06 + 6 * load + noise(3), '%')
    yield gauge('disk_usage', 48 + 7 * i + 11 * passed + noise(0.3), '%')
    yield gauge(
      'network_bytes_per_second',
      1e6 * load * (isWeb ? 3.5 : 1) * (0.8 + 0.4 * random.next()),
      'By/s',
    )
    yield gauge('response_time', random.latency(45 + 25 * load + strain * 12, 0.15), 'ms')
    yield gauge('active_connections', Math.round(35 * load * (isWeb ? 1 : 0.2) + noise(8)), '1')
    yield {
      time,
      metric: 'process_restarts_total',
      type: 'counter',
      value: counted(`restarts ${host}`, trouble && isWeb ? 1 : 0),
      tags,
    }
  }
}
