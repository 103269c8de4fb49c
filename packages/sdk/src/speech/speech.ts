import type { Scrubber } from '../scrub/index.ts'
import { currentAmbient } from './ambient.ts'
import { readCall } from './call.ts'
import { callSite } from './call-site.ts'
import { type ContextText, contextText, layOver, NO_CONTEXT } from './context.ts'
import type { Destination, DestinationReport } from './destination.ts'
import { type LevelSpec, severityOf, type Threshold } from './level.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { type Core, createLogger, type LevelCell, type Logger } from './logger.ts'
import { type Bound, bindMore, buildRecord, type LogRecord, rootBound } from './record.ts'
import { createSerialiser, type Serialiser } from './serialise.ts'
import { createShedding } from './shedding.ts'

export type SpeechOptions = {
  readonly scrubber: Scrubber
  readonly destinations: readonly Destination[]
  /** Default INFO. */
  readonly level?: Threshold
  /** Levels of single loggers; `db` also stands for `db.pool` and `db:pool`. */
  readonly levels?: Readonly<Record<string, Threshold>>
  readonly limits?: Partial<Limits>
  /** Record function and line of every call. Costs a few microseconds each. Default false. */
  readonly callSite?: boolean
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Hears of the errors that are logged at ERROR and CRITICAL, as they were handed over. What it throws is ignored. */
  readonly onError?: (error: unknown, record: LogRecord) => void
}

/** What a flush found. `complete`: nothing is on its way any more, and nothing was shed since the flush before. */
export type FlushReport = { readonly complete: boolean; readonly destinations: readonly DestinationReport[] }

export type Speech = {
  /** The logger of this name; the same one every time. */
  readonly getLogger: (name: string) => Logger
  /** Takes other options from now on; loggers in use follow. Resolves when destinations no longer used are flushed and closed. */
  readonly configure: (options: SpeechOptions) => Promise<FlushReport>
  /** The level of loggers that have none of their own. */
  readonly setLevel: (level: Threshold) => void
  /** Records made since the start. */
  readonly count: () => number
  readonly flush: (milliseconds: number) => Promise<FlushReport>
  readonly flushSync: () => void
  readonly close: (milliseconds: number) => Promise<FlushReport>
}

/** A getter or stream that logs while it is logged is heard once, not for ever. */
const NESTING = 2
const CLOSE_MS = 5_000
const MAX_MODULE = 1_024
const ERROR_SEVERITY = severityOf('ERROR')

/** Loggers, and what carries their calls to the destinations. */
export function createSpeech(first: SpeechOptions): Speech {
  let options = first
  let level = first.level ?? 'INFO'
  /** One for each level of nesting. */
  let serialisers: Serialiser[] = []
  let nesting = 0
  let shedAtLastFlush = 0
  let count = 0
  const loggers = new Map<string, { readonly logger: Logger; readonly cell: LevelCell }>()

  const serialiserAt = (depth: number): Serialiser => {
    serialisers[depth] ??= createSerialiser(options.scrubber, { ...DEFAULT_LIMITS, ...options.limits })
    const texts = serialisers[depth]!
    texts.begin()
    return texts
  }

  /** The ambient context under the logger's own. */
  const contextOf = (bound: Bound, texts: Serialiser): ContextText => {
    const ambient = currentAmbient()
    if (ambient === undefined) return bound.context
    if (ambient.text === undefined || ambient.by !== serialisers) {
      ambient.text = contextText(NO_CONTEXT, ambient.values, texts)
      ambient.by = serialisers
      ambient.over = undefined
    }
    if (ambient.over !== bound.context) {
      ambient.over = bound.context
      ambient.merged = layOver(ambient.text, bound.context)
    }
    return ambient.merged!
  }

  const dispatch = (spec: LevelSpec, record: LogRecord): void => {
    let format: Destination['format'] | undefined
    let line = ''
    for (const destination of options.destinations) {
      if (destination.least !== undefined && spec.severity < destination.least && !spec.always) continue
      try {
        if (destination.format !== format) {
          line = destination.format(record)
          format = destination.format
        }
        destination.write(line, record)
      } catch {
        // A destination of somebody else's making: the others still get theirs.
        shedding.shed(destination.name, 1)
      }
    }
  }

  const emit: Core['emit'] = (spec, bound, method, first, second, rest) => {
    if (nesting >= NESTING) {
      shedding.shed('logger', 1)
      return
    }
    const depth = nesting++
    try {
      const texts = serialiserAt(depth)
      const scene = {
        time: options.now === undefined ? Date.now() : options.now(),
        level: spec.name,
        bound,
        context: contextOf(bound, texts),
        site: options.callSite === true ? callSite(method) : undefined,
      }
      const call = readCall(first, second, rest)
      const record = buildRecord(scene, call, texts)
      count++
      dispatch(spec, record)
      if (options.onError !== undefined && spec.severity >= ERROR_SEVERITY) {
        const error =
          call.error ?? (call.extra && (texts.read(call.extra, 'error') ?? texts.read(call.extra, 'err')))
        if (error !== undefined) options.onError(error, record)
      }
    } catch {
      // An exhausted stack or heap: counted, for the caller must not pay for it.
      shedding.shed('logger', 1)
    } finally {
      nesting--
    }
  }

  const core: Core = {
    emit,
    bindMore: (bound, extra) => {
      try {
        return bindMore(bound, extra, serialiserAt(nesting))
      } catch {
        return bound
      }
    },
  }

  const getLogger = (name: string): Logger => {
    const known = loggers.get(name)
    if (known !== undefined) return known.logger
    const cell: LevelCell = { threshold: 'INFO', least: 0 }
    setCell(cell, levelOf(name, options.levels, level))
    const module = serialiserAt(nesting).text(String(name), MAX_MODULE)
    const logger = createLogger(core, rootBound(module), cell, true)
    loggers.set(name, { logger, cell })
    return logger
  }

  const shedding = createShedding(({ destination, records, total, since, until }) =>
    getLogger('tallystick').warning(`${records} records shed`, {
      category: 'system',
      name: 'log.shed',
      metadata: {
        destination,
        records,
        total,
        since: new Date(since).toISOString(),
        until: new Date(until).toISOString(),
      },
    }),
  )

  const attach = (destinations: readonly Destination[]): void => {
    for (const destination of destinations)
      destination.attach(lines => shedding.shed(destination.name, lines))
  }

  const settle = async (
    destinations: readonly Destination[],
    act: (destination: Destination) => Promise<DestinationReport>,
  ): Promise<FlushReport> => {
    shedding.report()
    const reports = await Promise.all(destinations.map(act))
    const whole = shedding.total() === shedAtLastFlush
    shedAtLastFlush = shedding.total()
    return { complete: whole && reports.every(({ pending }) => pending === 0), destinations: reports }
  }

  attach(first.destinations)

  return {
    getLogger,
    configure: next => {
      const former = options.destinations.filter(destination => !next.destinations.includes(destination))
      attach(next.destinations.filter(destination => !options.destinations.includes(destination)))
      options = next
      level = next.level ?? 'INFO'
      serialisers = []
      for (const [name, { cell }] of loggers) setCell(cell, levelOf(name, next.levels, level))
      return settle(former, destination => destination.close(CLOSE_MS))
    },
    setLevel: next => {
      level = next
      for (const [name, { cell }] of loggers) setCell(cell, levelOf(name, options.levels, level))
    },
    count: () => count,
    flush: milliseconds => settle(options.destinations, destination => destination.flush(milliseconds)),
    flushSync: () => {
      shedding.report()
      for (const destination of options.destinations) destination.flushSync()
    },
    close: async milliseconds => {
      const report = await settle(options.destinations, destination => destination.close(milliseconds))
      shedding.close()
      return report
    },
  }
}

const setCell = (cell: LevelCell, threshold: Threshold): void => {
  cell.threshold = threshold
  cell.least = severityOf(threshold)
}

/** The level of the longest name that stands for this logger. */
function levelOf(name: string, levels: SpeechOptions['levels'], fallback: Threshold): Threshold {
  let found = fallback
  let length = -1
  for (const [prefix, threshold] of Object.entries(levels ?? {}))
    if (
      prefix.length > length &&
      name.startsWith(prefix) &&
      (name.length === prefix.length || '.:/'.includes(name[prefix.length]!))
    ) {
      found = threshold
      length = prefix.length
    }
  return found
}
