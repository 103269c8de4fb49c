import { readFile, statfs } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import {
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks'
import type { PointType } from './point.ts'

export type SystemSample = {
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly type: PointType
}

/**
 * Metrics of the machine and of this process, taken when asked. Shares are percent of the time since the last call (of all cores; for the process
 * of one core, so that 100 is one core's worth). Disk and network totals are Linux's own; elsewhere those metrics are absent.
 */
export class SystemMetrics {
  readonly #directory: string
  readonly #loop = monitorEventLoopDelay({ resolution: 10 })
  readonly #gc: PerformanceObserver
  #gcSeconds = 0
  #gcRuns = 0
  #cpu = machineTimes()
  #process = process.cpuUsage()
  #utilization = performance.eventLoopUtilization()
  #at = performance.now()

  /** `directory`: the file system whose use is told. */
  constructor(directory: string) {
    this.#directory = directory
    this.#loop.enable()
    this.#gc = new PerformanceObserver(list => {
      for (const entry of list.getEntries() as PerformanceEntry[]) {
        this.#gcSeconds += entry.duration / 1000
        this.#gcRuns++
      }
    })
    this.#gc.observe({ entryTypes: ['gc'] })
  }

  async sample(): Promise<SystemSample[]> {
    const samples: SystemSample[] = []
    const gauge = (metric: string, value: number | undefined, unit: string): void => {
      if (value !== undefined && Number.isFinite(value)) samples.push({ metric, value, unit, type: 'gauge' })
    }
    const counter = (metric: string, value: number | undefined, unit: string): void => {
      if (value !== undefined && Number.isFinite(value))
        samples.push({ metric, value, unit, type: 'counter' })
    }

    const now = performance.now()
    const elapsedMs = Math.max(1, now - this.#at)
    this.#at = now

    const cpu = machineTimes()
    const spent = cpu.total - this.#cpu.total
    gauge('cpu_usage', spent > 0 ? (100 * (spent - (cpu.idle - this.#cpu.idle))) / spent : undefined, '%')
    this.#cpu = cpu

    const used = process.cpuUsage(this.#process)
    this.#process = process.cpuUsage()
    gauge('process_cpu_usage', (used.user + used.system) / 10 / elapsedMs, '%')

    const memory = process.memoryUsage()
    gauge('process_memory_rss', memory.rss, 'By')
    gauge('process_heap_used', memory.heapUsed, 'By')
    gauge('process_external_memory', memory.external, 'By')

    const utilization = performance.eventLoopUtilization()
    gauge(
      'event_loop_utilization',
      100 * performance.eventLoopUtilization(utilization, this.#utilization).utilization,
      '%',
    )
    this.#utilization = utilization
    gauge('event_loop_delay_mean', this.#loop.mean / 1e9, 's')
    gauge('event_loop_delay_p99', this.#loop.percentile(99) / 1e9, 's')
    gauge('event_loop_delay_max', this.#loop.max / 1e9, 's')
    this.#loop.reset()

    counter('gc_time_total', this.#gcSeconds, 's')
    counter('gc_runs_total', this.#gcRuns, '1')
    counter('process_uptime', process.uptime(), 's')

    const [available, disk, io, network] = await Promise.all([
      availableMemory(),
      diskUse(this.#directory),
      diskTotals(),
      networkTotals(),
    ])
    gauge('memory_usage', 100 * (1 - available / totalmem()), '%')
    gauge('memory_available', available, 'By')
    gauge('disk_usage', disk, '%')
    counter('disk_read_bytes_total', io?.read, 'By')
    counter('disk_written_bytes_total', io?.written, 'By')
    counter('network_received_bytes_total', network?.received, 'By')
    counter('network_sent_bytes_total', network?.sent, 'By')
    gauge('cpu_count', availableParallelism(), '1')
    return samples
  }

  close(): void {
    this.#loop.disable()
    this.#gc.disconnect()
  }
}

function machineTimes(): { total: number; idle: number } {
  let total = 0
  let idle = 0
  for (const { times } of cpus()) {
    total += times.user + times.nice + times.sys + times.idle + times.irq
    idle += times.idle
  }
  return { total, idle }
}

async function text(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Bytes that could be had without swapping; `freemem` counts the page cache as used. */
async function availableMemory(): Promise<number> {
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec((await text('/proc/meminfo')) ?? '')?.[1]
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024
}

async function diskUse(directory: string): Promise<number | undefined> {
  try {
    const { blocks, bfree, bavail } = await statfs(directory)
    // As df has it: what only root may use is neither used nor available.
    const used = blocks - bfree
    return used + bavail > 0 ? (100 * used) / (used + bavail) : undefined
  } catch {
    return undefined
  }
}

/** Whole disks of /proc/diskstats (fields 6 and 10, sectors of 512 bytes: kernel documentation, iostats); partitions and loops would count twice. */
async function diskTotals(): Promise<{ read: number; written: number } | undefined> {
  const stats = await text('/proc/diskstats')
  if (stats === undefined) return undefined
  let read = 0
  let written = 0
  for (const line of stats.split('\n')) {
    const fields = line.trim().split(/\s+/)
    if (!/^(?:[shv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(fields[2] ?? '')) continue
    read += Number(fields[5]) * 512
    written += Number(fields[9]) * 512
  }
  return { read, written }
}

/** All interfaces of /proc/net/dev but the loopback. */
async function networkTotals(): Promise<{ received: number; sent: number } | undefined> {
  const stats = await text('/proc/net/dev')
  if (stats === undefined) return undefined
  let received = 0
  let sent = 0
  for (const line of stats.split('\n')) {
    const [, name, rest] = /^\s*([^\s:]+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined || name === 'lo') continue
    const fields = rest!.trim().split(/\s+/)
    received += Number(fields[0])
    sent += Number(fields[8])
  }
  return { received, sent }
}
