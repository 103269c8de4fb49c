import { type AlertEvent, type PerformanceAlert, PerformanceAlerts } from './alerts.ts'
import { type MetricPoint, type PointType, pointLine, type Tags, textTags } from './point.ts'
import { SystemMetrics } from './system.ts'
import { type ThreatThresholds, ThreatTracker } from './threats.ts'
import { startTimer, type Timer } from './timer.ts'

export type MeasureOptions = {
  /** Takes one line of `POST /api/v1/metrics`; must not throw. */
  readonly write: (line: string) => void
  /** Tags of every point: service, environment, host. */
  readonly tags?: Tags
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number
  /** Hears what the application's operators should: alerts that fire and recover, callbacks that throw, values that are no numbers. */
  readonly report: (
    level: 'INFO' | 'WARNING' | 'ERROR',
    message: string,
    fields: Record<string, unknown>,
  ) => void
  readonly alertsEnabled?: boolean
  readonly thresholds?: Partial<ThreatThresholds>
}

/** Timers, metrics, alerts on them. Nothing here throws into the application but `addAlert` for an alert that could never work. */
export type Measure = {
  /** Starts a timer; stop it, or hold it with `using`. Records seconds under `name`. */
  timer(name: string, options?: { readonly tags?: Tags }): Timer
  /** Runs `work`, records its seconds, returns what it returns; a failure is recorded with the tag `outcome=error` and rethrown. */
  time<T>(name: string, work: () => T, options?: { readonly tags?: Tags }): T
  /** `work` with its time taken at every call; also a class method decorator when given only a name: `@timeFunction('authenticate')`. */
  timeFunction: TimeFunction
  recordMetric(
    name: string,
    value: number,
    unit?: string,
    options?: { readonly tags?: Tags; readonly type?: PointType },
  ): void
  /** Returns a function that removes it. */
  addAlert(alert: PerformanceAlert): () => void
  trackThreatDetection(type: string, confidence: number, blocked: boolean): void
  trackFalsePositive(type: string): void
  trackLearningPerformance(modelAccuracy: number, patternDiversity: number): void
  /** Counts one request towards the threat rate; the web integrations do. */
  trackRequest(): void
  /** Takes system and process metrics now and every `seconds`, until the returned function is called. Keeps no process alive. */
  startSystemMetrics(seconds: number, directory?: string): () => void
  close(): void
}

export type TimeFunction = {
  <A extends readonly unknown[], R>(
    name: string,
    work: (...args: A) => R,
    options?: { readonly tags?: Tags },
  ): (...args: A) => R
  (
    name: string,
    options?: { readonly tags?: Tags },
  ): <This, A extends readonly unknown[], R>(
    method: (this: This, ...args: A) => R,
    context: ClassMethodDecoratorContext,
  ) => (this: This, ...args: A) => R
}

export function createMeasure(options: MeasureOptions): Measure {
  const now = options.now ?? Date.now
  const monotonic = options.monotonic ?? (() => performance.now())
  const common = textTags(options.tags)
  const alerts = new PerformanceAlerts(event => announce(event))
  const stops = new Set<() => void>()
  let refused = 0

  const record = (
    metric: string,
    value: number,
    unit: string | undefined,
    tags: Tags | undefined,
    type: PointType,
  ): void => {
    if (typeof metric !== 'string' || metric === '' || typeof value !== 'number' || !Number.isFinite(value)) {
      // Said once in a while: a metric in a hot loop must not flood the log.
      if (refused++ % 1000 === 0)
        options.report('WARNING', 'A metric is a name with a finite number; this one was not recorded', {
          metric: String(metric),
          value: String(value),
          refused,
        })
      return
    }
    const point: MetricPoint = {
      metric,
      value,
      unit,
      type,
      time: now(),
      tags: { ...common, ...textTags(tags) },
    }
    options.write(pointLine(point))
    alerts.observe(point)
  }

  const threats = new ThreatTracker({
    record,
    now,
    thresholds: options.thresholds,
    notify: ({ name, value, threshold, state }) => {
      if (options.alertsEnabled === false) return
      const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`
      options.report(
        state === 'firing' ? 'WARNING' : 'INFO',
        `${name} ${state === 'firing' ? `fired: ${percent(value)} crosses ${percent(threshold)}` : `resolved: ${percent(value)}`}`,
        { alert: name, state, value, threshold },
      )
    },
  })

  function announce({ state, alert, point, since }: AlertEvent): void {
    if (options.alertsEnabled === false) return
    const { metricName, threshold, comparison } = alert
    options.report(
      state === 'firing' ? 'WARNING' : 'INFO',
      `Performance alert ${state}: ${metricName} is ${point.value}${point.unit === undefined ? '' : ` ${point.unit}`} (${comparison} ${threshold})`,
      {
        alert: metricName,
        state,
        value: point.value,
        threshold,
        comparison,
        tags: point.tags,
        since: new Date(since).toISOString(),
      },
    )
    if (state === 'resolved') return
    const failed = (error: unknown): void =>
      options.report('ERROR', `The callback of the performance alert on ${metricName} failed`, { error })
    try {
      // An async callback's rejection must not become the application's unhandled one.
      Promise.resolve(alert.callback?.(point, alert)).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  const timer = (name: string, { tags }: { readonly tags?: Tags } = {}): Timer =>
    startTimer(monotonic, (seconds, more) =>
      record(name, seconds, 's', { ...textTags(tags), ...textTags(more) }, 'gauge'),
    )

  const time = <T>(name: string, work: () => T, settings?: { readonly tags?: Tags }): T => {
    const running = timer(name, settings)
    const failed = (error: unknown): never => {
      running.stop({ outcome: 'error' })
      throw error
    }
    let result: T
    try {
      result = work()
    } catch (error) {
      return failed(error)
    }
    if (!(result instanceof Promise)) {
      running.stop()
      return result
    }
    return result.then(value => {
      running.stop()
      return value
    }, failed) as T
  }

  function timeFunction(
    name: string,
    work?: ((...args: never[]) => unknown) | { readonly tags?: Tags },
    settings?: { readonly tags?: Tags },
  ): unknown {
    const wrap = (method: (...args: never[]) => unknown, tags?: { readonly tags?: Tags }) =>
      function (this: unknown, ...args: never[]): unknown {
        return time(name, () => method.apply(this, args), tags)
      }
    return typeof work === 'function'
      ? wrap(work, settings)
      : (method: (...args: never[]) => unknown) => wrap(method, work)
  }

  return {
    timer,
    time,
    timeFunction: timeFunction as TimeFunction,
    recordMetric: (name, value, unit, { tags, type = 'gauge' } = {}) => record(name, value, unit, tags, type),
    addAlert: alert => alerts.add(alert),
    trackThreatDetection: (type, confidence, blocked) => threats.detected(type, confidence, blocked),
    trackFalsePositive: type => threats.falsePositive(type),
    trackLearningPerformance: (modelAccuracy, patternDiversity) =>
      threats.learning(modelAccuracy, patternDiversity),
    trackRequest: () => threats.request(),
    startSystemMetrics: (seconds, directory = '.') => {
      const system = new SystemMetrics(directory)
      const take = async (): Promise<void> => {
        for (const { metric, value, unit, type } of await system.sample())
          record(metric, value, unit, undefined, type)
      }
      const report = (error: unknown): void =>
        options.report('WARNING', 'System metrics could not be taken', { error })
      // The first shares are those of the first interval, so the first sample waits for one second.
      const first = setTimeout(() => void take().catch(report), Math.min(1000, seconds * 1000)).unref()
      const timer = setInterval(() => void take().catch(report), seconds * 1000).unref()
      const stop = (): void => {
        clearTimeout(first)
        clearInterval(timer)
        system.close()
        stops.delete(stop)
      }
      stops.add(stop)
      return stop
    },
    close: () => {
      for (const stop of stops) stop()
    },
  }
}
