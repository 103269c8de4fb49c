import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AUDITED_STREAMS, CONTEXT_FIELDS, type Stream, TallyError } from '@tallystick/core'
import { type ActivityLogger, createActivityLogger } from './activity/index.ts'
import { type ConfigInput, type ConfigSources, loadConfig, type ResolvedConfig } from './config/index.ts'
import { type Evidence, openEvidence, type Receipt } from './evidence/index.ts'
import { atExit } from './exit.ts'
import { createMeasure, type Measure, type PerformanceAlert } from './measure/index.ts'
import { destinationsOf, identityOf } from './outlets.ts'
import { createScrubber, type Scrubber } from './scrub/index.ts'
import { createSecurityLogger, type SecurityLogger } from './security/index.ts'
import { connectSentry, type SentrySink } from './sentry/index.ts'
import { createShipper, type Problem, type Shipper, type FlushReport as ShipReport } from './ship/index.ts'
import {
  createSerialiser,
  createSpeech,
  currentContext,
  type Destination,
  type LogContext,
  type Logger,
  type Speech,
  type SpeechOptions,
  type FlushReport as SpeechReport,
  type Threshold,
  withContext,
} from './speech/index.ts'

/** What a flush came to. `complete`: nothing that was handed over before is still on its way, and no speech was shed since the flush before. */
export type FlushReport = SpeechReport & {
  /** The evidence lane, once it was used. What is pending there is durable on this machine. */
  readonly evidence?: ShipReport
}

/** A receipt; undefined when the configuration has switched this kind of record off. */
export type MaybeReceipt = Receipt | undefined

/** An event of an audited stream, in the names of the envelope; what the envelope does not have goes into `attributes`. */
export type EvidenceEvent = {
  readonly stream: Exclude<Stream, 'log'>
  readonly [field: string]: unknown
}

export type Tallystick = Pick<
  Measure,
  | 'timer'
  | 'time'
  | 'timeFunction'
  | 'recordMetric'
  | 'addAlert'
  | 'trackThreatDetection'
  | 'trackFalsePositive'
  | 'trackLearningPerformance'
  | 'trackRequest'
> &
  ActivityLogger<MaybeReceipt> & {
    /** The logger of this name; the same one every time. */
    readonly getLogger: (name: string) => Logger
    readonly withContext: <T>(context: LogContext, work: () => T) => T
    readonly currentContext: () => LogContext
    readonly security: SecurityLogger<MaybeReceipt>
    /**
     * Records any event that must be provable, on the evidence lane. Resolves with a receipt once it is durable on this machine; rejects with the
     * lane's TallyError when it cannot be kept, with TypeError when its stream is not an audited one. `security_enabled` switches security events
     * off, `audit_enabled` the others.
     */
    readonly record: (event: EvidenceEvent) => Promise<MaybeReceipt>
    readonly config: () => ResolvedConfig
    /** Changes to another configuration; loggers in use follow. Resolves when what is no longer used is flushed and closed. */
    readonly reconfigure: (config: ResolvedConfig) => Promise<void>
    readonly setLevel: (level: Threshold) => void
    /** Waits until what was handed over has arrived, at most so many milliseconds (default 5,000), and says how far it came. Never rejects. */
    readonly flush: (milliseconds?: number) => Promise<FlushReport>
    /** Flushes, then lets go of files, sockets and timers. What is logged later is dropped and counted. */
    readonly shutdown: (milliseconds?: number) => Promise<FlushReport>
  }

export type TallystickOptions = Omit<ConfigSources, 'code'> & {
  /** Destinations beside those of the configuration: streams, pino transports. They are closed with the instance. */
  readonly destinations?: readonly Destination[]
  /** Flush when the process ends or is told to, and record what crashes it. Default true. */
  readonly exitHandlers?: boolean
}

const FLUSH_MS = 5_000

/** What one configuration stands for. */
type Rig = {
  readonly config: ResolvedConfig
  readonly scrubber: Scrubber
  readonly shipper: Shipper | undefined
  readonly speech: SpeechOptions
}

/**
 * Both lanes, put together from a configuration: what code says here, over which YAML file and environment win. Throws
 * TALLY_CONFIG_INVALID.
 */
export function createTallystick(code: ConfigInput = {}, options: TallystickOptions = {}): Tallystick {
  const { destinations = [], exitHandlers = true, ...sources } = options
  return assemble(loadConfig({ ...sources, code }), destinations, exitHandlers)
}

/** The same from a configuration that is loaded already. */
export function assemble(
  first: ResolvedConfig,
  destinations: readonly Destination[] = [],
  exitHandlers = true,
): Tallystick {
  let rig = rigOf(first)
  let evidence: Evidence | undefined
  let sentry: Promise<SentrySink | undefined> | undefined
  let local = false
  const alerts = new Map<PerformanceAlert, () => void>()
  const speech: Speech = createSpeech(rig.speech)
  const own = speech.getLogger('tallystick')
  let measure = startMeasure()
  connect()
  adopt()

  /** Problems of shipping, for those who read files and consoles. What was shed or refused the shipper tells the server itself. */
  function onProblem({ lane, kind, message, details }: Problem): void {
    if (lane !== 'evidence' && (kind === 'shed' || kind === 'refused')) return
    own[kind === 'recovered' ? 'info' : kind === 'unreachable' ? 'warning' : 'error'](message, {
      category: 'system',
      name: `tallystick.${lane}.${kind}`,
      metadata: details,
    })
  }

  function rigOf(config: ResolvedConfig): Rig {
    const scrubber = createScrubber(config.scrub)
    const { url, key = '', shipping, spool } = config
    const shipper =
      url === undefined
        ? undefined
        : createShipper({
            url,
            key,
            identity: { ...identityOf(config) } as Record<string, string>,
            limits: { queueBytes: shipping.queueBytes, lingerMs: shipping.lingerMs },
            ...(shipping.offlineBytes === 0
              ? {}
              : { offline: { directory: join(spool.directory!, 'speech'), bytes: shipping.offlineBytes } }),
            onProblem,
          })
    const quiet = Object.fromEntries(config.quiet.map(name => [name, 'WARNING' as const]))
    return {
      config,
      scrubber,
      shipper,
      speech: {
        scrubber,
        destinations: [...destinationsOf(config, shipper), ...destinations],
        level: config.level,
        levels: { ...quiet, ...config.levels },
        callSite: config.callSite,
        ...(config.sentryDsn === undefined
          ? {}
          : {
              onError: (error, { level, module, message }) =>
                void sentry?.then(sink =>
                  sink?.capture(error, {
                    level: level === 'CRITICAL' ? 'fatal' : 'error',
                    module,
                    message,
                    tags: {},
                  }),
                ),
            }),
      },
    }
  }

  function connect(): void {
    const { sentryDsn: dsn, service, environment } = rig.config
    if (dsn === undefined) return
    const texts = createSerialiser(rig.scrubber, {
      text: 16_384,
      record: 1_048_576,
      depth: 20,
      members: 1_000,
      nodes: 20_000,
    })
    sentry = connectSentry({
      dsn,
      ...(service === undefined ? {} : { service }),
      ...(environment === undefined ? {} : { environment }),
      scrub: event => {
        texts.begin()
        return JSON.parse(texts.value(event) ?? '{}') as object
      },
    }).catch((error: unknown) => {
      own.error('Exceptions do not go to Sentry', error)
      return undefined
    })
  }

  /** Said when a metric is first missed rather than at the start: an application may configure itself after its first logger. */
  function tellLocal(): void {
    if (local) return
    local = true
    own.info(
      'TALLYSTICK_URL is not set: logs stay on this machine, metrics are not kept, and evidence is refused',
      { category: 'system', name: 'tallystick.local' },
    )
  }

  function startMeasure(): Measure {
    const { config } = rig
    const made = createMeasure({
      write: line => {
        if (!rig.config.performanceEnabled) return
        if (rig.shipper !== undefined) rig.shipper.metric(line)
        else tellLocal()
      },
      tags: { ...identityOf(config), host: hostname() },
      report: (level, message, { error, ...metadata }) =>
        own[level === 'ERROR' ? 'error' : level === 'WARNING' ? 'warning' : 'info'](message, {
          category: 'performance',
          metadata,
          ...(error === undefined ? {} : { error }),
        }),
      alertsEnabled: config.alertsEnabled,
      thresholds: {
        high_threat_rate: config.thresholds.highThreatRate,
        low_detection_accuracy: config.thresholds.lowDetectionAccuracy,
        high_false_positive_rate: config.thresholds.highFalsePositiveRate,
      },
    })
    for (const alert of alerts.keys()) alerts.set(alert, made.addAlert(alert))
    if (config.performanceEnabled && rig.shipper !== undefined)
      made.startSystemMetrics(config.performanceInterval)
    return made
  }

  /** The evidence lane; undefined when there is no server to bring evidence to. */
  function lane(): Evidence | undefined {
    const { url, key = '', spool } = rig.config
    if (evidence === undefined && url !== undefined)
      evidence = openEvidence({
        directory: spool.directory!,
        target: { url, key },
        scrubber: rig.scrubber,
        defaults: { ...identityOf(rig.config) } as Record<string, string>,
        limits: { spoolBytes: spool.maxBytes },
        onProblem,
      })
    return evidence
  }

  /** Opened when it is first needed, or when there is a spool: what a dead process left in it waits to be shipped. */
  function adopt(): void {
    const { auditEnabled, securityEnabled, spool } = rig.config
    if ((auditEnabled || securityEnabled) && existsSync(spool.directory!)) lane()
  }

  const append = async (event: Record<string, unknown>): Promise<Receipt> => {
    const open = lane()
    if (open === undefined)
      throw new TallyError(
        'TALLY_CONFIG_INVALID',
        'url is not set: there is no server to bring evidence to. Set TALLYSTICK_URL, or switch audit_enabled and security_enabled off.',
      )
    return await open.append(event)
  }
  const when =
    (enabled: (config: ResolvedConfig) => boolean) =>
    async (event: Record<string, unknown>): Promise<MaybeReceipt> =>
      enabled(rig.config) ? await append(event) : undefined

  const activity = createActivityLogger(
    when(config => config.auditEnabled),
    ambientFields,
  )
  const security = createSecurityLogger(
    when(config => config.securityEnabled),
    ambientFields,
  )

  const record = async (event: EvidenceEvent): Promise<MaybeReceipt> => {
    if (!AUDITED_STREAMS.has(event.stream))
      throw new TypeError(`stream is one of ${[...AUDITED_STREAMS].join(', ')}, not ${String(event.stream)}`)
    const { securityEnabled, auditEnabled } = rig.config
    if (!(event.stream === 'security' ? securityEnabled : auditEnabled)) return undefined
    return await append({ ...ambientFields(), ...event })
  }

  const settle = async (
    spoken: (milliseconds: number) => Promise<SpeechReport>,
    proof: ((milliseconds: number) => Promise<ShipReport>) | undefined,
    milliseconds: number,
  ): Promise<FlushReport> => {
    // That Sentry cannot be had is said in speech, so it is waited for first.
    const sink = sentry === undefined ? undefined : await within(milliseconds, sentry)
    const [said, proven] = await Promise.all([
      spoken(milliseconds),
      proof?.(milliseconds),
      sink?.flush(milliseconds),
    ])
    return {
      ...said,
      complete: said.complete && (proven?.pending ?? 0) === 0,
      ...(proven === undefined ? {} : { evidence: proven }),
    }
  }
  const flush = (milliseconds = FLUSH_MS): Promise<FlushReport> =>
    settle(speech.flush, evidence?.flush, milliseconds)

  const release = exitHandlers
    ? atExit({
        count: () => speech.count() + (evidence?.report().offered ?? 0),
        crashed: (error, origin) =>
          speech
            .getLogger('process')
            .critical(`${origin === 'uncaughtException' ? 'Uncaught exception' : 'Unhandled rejection'}`, {
              category: 'system',
              name: `process.${origin}`,
              error,
            }),
        flush,
        flushSync: speech.flushSync,
      })
    : () => {}

  return {
    getLogger: speech.getLogger,
    setLevel: speech.setLevel,
    withContext,
    currentContext,
    ...activity,
    security,
    record,
    timer: (...call) => measure.timer(...call),
    time: (...call) => measure.time(...call),
    timeFunction: ((...call: Parameters<Measure['timeFunction']>) =>
      measure.timeFunction(...call)) as Measure['timeFunction'],
    recordMetric: (...call) => measure.recordMetric(...call),
    addAlert: alert => {
      alerts.set(alert, measure.addAlert(alert))
      return () => {
        alerts.get(alert)?.()
        alerts.delete(alert)
      }
    },
    trackThreatDetection: (...call) => measure.trackThreatDetection(...call),
    trackFalsePositive: (...call) => measure.trackFalsePositive(...call),
    trackLearningPerformance: (...call) => measure.trackLearningPerformance(...call),
    trackRequest: () => measure.trackRequest(),
    config: () => rig.config,
    reconfigure: async config => {
      const former = { measure, evidence }
      rig = rigOf(config)
      evidence = undefined
      const closed = speech.configure(rig.speech)
      former.measure.close()
      measure = startMeasure()
      connect()
      // Its folder is free for the next lane once it is closed.
      await Promise.all([closed, former.evidence?.close(FLUSH_MS)])
      adopt()
    },
    flush,
    shutdown: async (milliseconds = FLUSH_MS) => {
      release()
      measure.close()
      return await settle(speech.close, evidence?.close, milliseconds)
    },
  }
}

/** What the promise gives, or undefined when that takes longer. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, milliseconds, undefined)
  })
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** The known ids of the ambient context, by their names in the envelope. */
function ambientFields(): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(currentContext())) {
    const field = Object.hasOwn(CONTEXT_FIELDS, key)
      ? CONTEXT_FIELDS[key as keyof typeof CONTEXT_FIELDS]
      : undefined
    if (field !== undefined && (typeof value === 'string' || typeof value === 'number')) fields[field] = value
  }
  return fields
}
