import type { JsonObject, Level } from '@tallystick/core'

export type LaneName = 'speech' | 'metrics' | 'evidence'

/** Something that went wrong out of the caller's sight. Each state is told once, when it begins. */
export type Problem = {
  readonly lane: LaneName
  readonly kind: /** The server does not answer, or is overloaded. Records are kept, and tried again. */
    | 'unreachable'
    /** The server answers, but will not have this client: key, address or proxy is wrong. Records are kept, and tried again. */
    | 'barred'
    /** After either of these: records arrive again. */
    | 'recovered'
    /** Records were dropped because too many were waiting. */
    | 'shed'
    /** The server will never take these records. Evidence is kept in `refused/`. */
    | 'refused'
    /** The server misses records of this writer that it had acknowledged. */
    | 'gap'
    /** Evidence that was durable can no longer be read. What is left of the file is kept in `damaged/`. */
    | 'damaged'
    /** The spool's disk fails. */
    | 'spool'
  readonly message: string
  readonly details: JsonObject
}

export type OnProblem = (problem: Problem) => void

const MODULE = 'tallystick'

const LEVEL: Readonly<Record<Problem['kind'], Level>> = {
  unreachable: 'WARNING',
  barred: 'ERROR',
  recovered: 'INFO',
  shed: 'WARNING',
  refused: 'ERROR',
  gap: 'CRITICAL',
  damaged: 'CRITICAL',
  spool: 'ERROR',
}

/** A problem as an event of the record: `name:tallystick.speech.shed`. `identity` holds `service`, `environment` and the like. */
export function problemEvent(problem: Problem, identity: JsonObject, now: number): JsonObject {
  const { lane, kind, message, details } = problem
  return {
    ...identity,
    attributes: details,
    category: 'system',
    level: lane === 'evidence' && kind === 'refused' ? 'CRITICAL' : LEVEL[kind],
    message,
    module: MODULE,
    name: `tallystick.${lane}.${kind}`,
    stream: 'log',
    time: new Date(now).toISOString(),
  }
}

/** Whether a line is such an event: that one of them was refused is not worth another. */
export function isProblemEvent(line: string): boolean {
  try {
    return (JSON.parse(line) as { module?: unknown } | null)?.module === MODULE
  } catch {
    return false
  }
}
