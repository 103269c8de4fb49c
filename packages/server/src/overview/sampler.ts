import { readFile, statfs } from 'node:fs/promises'
import { cpus, freemem, totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'

/** Milliseconds between two samples. */
const SAMPLE_MS = 5_000
/** Answers whose duration is remembered. */
const ANSWERS = 2_048
/** Answers that are older say nothing about now. */
const WINDOW_MS = 60_000

export type Percentiles = { readonly p50: number | null; readonly p95: number | null }

/** What process and host are doing. Null: not known yet, or not on this system. */
export type HostState = {
  /** Of all cores of the host, and of one core by this process (more than 100 with several threads). */
  readonly cpuPercent: number | null
  readonly processCpuPercent: number | null
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number } | null
  /** Bytes. `total` is what this process may use: of its container, where that has a limit. */
  readonly memory: {
    readonly rss: number
    readonly heapUsed: number
    readonly total: number
    readonly free: number
  }
  /** Bytes of the file system that holds the data directory, and bytes per second that this process has read from disks and written to them. */
  readonly disk: {
    readonly free: number
    readonly total: number
    readonly readPerSecond: number | null
    readonly writtenPerSecond: number | null
  } | null
  /** Of this server's own answers within the last minute; long-lived ones are left out. */
  readonly answers: { readonly durationMs: Percentiles; readonly perSecond: number }
}

export type Sampler = {
  /** Watches from when the application is ready until it closes. */
  watch(app: FastifyInstance): void
  state(): Promise<HostState>
}

type Sample = {
  readonly at: number
  readonly busy: number
  readonly all: number
  readonly process: number
  readonly io: { readonly read: number; readonly written: number } | undefined
}

/** Watches process and host in bounded memory. `directory` is on the disk that is told about. */
export function createSampler(directory: string): Sampler {
  const durations = new Float64Array(ANSWERS)
  const times = new Float64Array(ANSWERS)
  let answers = 0
  let timer: NodeJS.Timeout | undefined
  let delays: ReturnType<typeof monitorEventLoopDelay> | undefined
  let eventLoopDelayMs: HostState['eventLoopDelayMs'] = null
  let rates: Pick<HostState, 'cpuPercent' | 'processCpuPercent'> & {
    readonly read: number | null
    readonly written: number | null
  } = { cpuPercent: null, processCpuPercent: null, read: null, written: null }
  let before: Sample | undefined

  const sample = async () => {
    const now = await takeSample()
    if (before !== undefined) rates = ratesBetween(before, now)
    before = now
    if (delays !== undefined && delays.count > 0) {
      eventLoopDelayMs = { p50: delays.percentile(50) / 1e6, p99: delays.percentile(99) / 1e6 }
      delays.reset()
    }
  }

  const recentAnswers = (): HostState['answers'] => {
    const since = performance.now() - WINDOW_MS
    const recent: number[] = []
    for (let i = 0; i < Math.min(answers, ANSWERS); i++) if (times[i]! >= since) recent.push(durations[i]!)
    recent.sort((a, b) => a - b)
    const at = (share: number): number | null =>
      recent.length === 0 ? null : recent[Math.min(recent.length - 1, Math.floor(recent.length * share))]!
    // When more came than are remembered, the oldest of them says how long that took.
    const span =
      answers > ANSWERS && recent.length === ANSWERS ? performance.now() - Math.min(...times) : WINDOW_MS
    return {
      durationMs: { p50: at(0.5), p95: at(0.95) },
      perSecond: recent.length / (Math.max(1, span) / 1_000),
    }
  }

  return {
    watch(app) {
      app.addHook('onReady', async () => {
        delays = monitorEventLoopDelay({ resolution: 20 })
        delays.enable()
        await sample()
        timer = setInterval(() => void sample(), SAMPLE_MS).unref()
      })
      app.addHook('onClose', async () => {
        clearInterval(timer)
        delays?.disable()
      })
      app.addHook('onResponse', async (request, reply) => {
        if (request.routeOptions.config?.longLived) return
        durations[answers % ANSWERS] = reply.elapsedTime
        times[answers % ANSWERS] = performance.now()
        answers++
      })
    },

    async state() {
      const { read, written, ...cpu } = rates
      const room = await statfs(directory).catch(() => undefined)
      return {
        ...cpu,
        eventLoopDelayMs,
        memory: memoryNow(),
        disk:
          room === undefined
            ? null
            : {
                free: room.bavail * room.bsize,
                total: room.blocks * room.bsize,
                readPerSecond: read,
                writtenPerSecond: written,
              },
        answers: recentAnswers(),
      }
    },
  }
}

function memoryNow(): HostState['memory'] {
  const { rss, heapUsed } = process.memoryUsage()
  const host = totalmem()
  const limit = process.constrainedMemory()
  const isLimited = limit > 0 && limit < host
  return {
    rss,
    heapUsed,
    total: isLimited ? limit : host,
    free: isLimited ? process.availableMemory() : freemem(),
  }
}

async function takeSample(): Promise<Sample> {
  let [busy, all] = [0, 0]
  for (const { times } of cpus()) {
    const spent = times.user + times.nice + times.sys + times.irq
    busy += spent
    all += spent + times.idle
  }
  const { user, system } = process.cpuUsage()
  return { at: performance.now(), busy, all, process: (user + system) / 1_000, io: await diskTraffic() }
}

/** Bytes that this process caused to be read from and written to disks since it began (proc(5)). Linux only. */
async function diskTraffic(): Promise<Sample['io']> {
  const text = await readFile('/proc/self/io', 'utf8').catch(() => '')
  const of = (name: string) => new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]
  const [read, written] = [of('read_bytes'), of('write_bytes')]
  return read === undefined || written === undefined
    ? undefined
    : { read: Number(read), written: Number(written) }
}

function ratesBetween(before: Sample, now: Sample) {
  const seconds = (now.at - before.at) / 1_000
  const all = now.all - before.all
  const perSecond = (a: number | undefined, b: number | undefined): number | null =>
    a === undefined || b === undefined ? null : Math.max(0, (b - a) / seconds)
  return {
    cpuPercent: all <= 0 ? null : (100 * (now.busy - before.busy)) / all,
    processCpuPercent: (now.process - before.process) / seconds / 10,
    read: perSecond(before.io?.read, now.io?.read),
    written: perSecond(before.io?.written, now.io?.written),
  }
}
