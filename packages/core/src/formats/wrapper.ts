import { canonicalTime } from './time/civil.ts'

/** A line as a container runtime keeps it: what the application wrote, and when the runtime got it. */
export type Wrapped = {
  readonly text: string
  readonly time: string | undefined
  readonly output: string
  /** The application's line goes on in the next. */
  readonly partial: boolean
}

export type Wrapper = 'cri' | 'docker'

const CRI =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) (stdout|stderr) ([FP])(?::[A-Z:]*)?(?: (.*))?$/s

function zoned(second: string, fraction: string, zone: string): string | undefined {
  return canonicalTime(Date.parse(second + zone), fraction)
}

/** Kubernetes CRI: `2016-10-06T00:17:09.669794202Z stdout F text`. */
function unwrapCri(line: string): Wrapped | undefined {
  const match = CRI.exec(line)
  if (match === null) return undefined
  return {
    text: match[6] ?? '',
    time: zoned(match[1]!, match[2] ?? '', match[3]!),
    output: match[4]!,
    partial: match[5] === 'P',
  }
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** Docker's json-file driver: {"log":"text\n","stream":"stdout","time":"…"}. */
function unwrapDocker(line: string): Wrapped | undefined {
  if (!line.startsWith('{') || !line.includes('"log":')) return undefined
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  const { log, stream, time } = value as { log?: unknown; stream?: unknown; time?: unknown }
  if (typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string') return undefined
  const parts = RFC3339.exec(time)
  const text = log.replace(/\r?\n$/, '')
  return {
    text,
    time: parts ? zoned(parts[1]!, parts[2] ?? '', parts[3]!) : undefined,
    output: stream,
    partial: text === log,
  }
}

export const unwrap = (wrapper: Wrapper, line: string): Wrapped | undefined =>
  wrapper === 'cri' ? unwrapCri(line) : unwrapDocker(line)
