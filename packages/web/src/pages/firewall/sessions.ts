import type { AggregateAnswer, TallyEvent } from '../../api/types.ts'
import { numberOf } from '../../query/rows.ts'
import { term } from '../../query/terms.ts'
import { duration } from '../../ui/numbers.ts'

/** A session as the table counts it, before anything is known of its events. */
export type SessionCount = {
  readonly id: string
  readonly scans: number
  readonly worst: number | null
  /** Places in the record of its first and its last scan. */
  readonly first: number
  readonly last: number
}

export type SessionRow = SessionCount & {
  /** Epoch ms of its first and its last scan in the range. */
  readonly begun?: number
  readonly seen?: number
  /** Milliseconds that they may be off: 0, or the step they fell into. */
  readonly within?: number
  readonly user?: string
  readonly ip?: string
}

export const ORDERS = {
  last: ['Latest', '-max(seq)'],
  worst: ['Worst score', '-max(score)'],
  scans: ['Most scans', '-count()'],
} as const
export type Order = keyof typeof ORDERS

/** Sessions of the scans of a query. Without `payload` no score is asked for, and there is no worst. */
export function sessionsQuery(scans: string, order: Order, limit: number, payload: boolean): string {
  const worst = payload ? ', max(score)' : ''
  const by = order === 'worst' && !payload ? 'last' : order
  return `${scans} session_id:* | count(), min(seq), max(seq)${worst} by session_id | sort ${ORDERS[by][1]} | limit ${limit}`
}

export function sessionCounts(answer: AggregateAnswer): SessionCount[] {
  return answer.rows.map(([id, scans, first, last, worst]) => ({
    id: String(id),
    scans: numberOf(scans),
    first: numberOf(first),
    last: numberOf(last),
    worst: typeof worst === 'number' ? worst : null,
  }))
}

/** A query has at most 256 terms and 8,192 characters. */
export const TERMS = 100
const CHARACTERS = 5_000

/** Queries that together ask for the first and the last event of each session: what a table of counts cannot say. */
export function endQueries(sessions: readonly SessionCount[]): string[] {
  const places = new Set(sessions.flatMap(({ first, last }) => [first, last]))
  return parted([...places].map(seq => `seq:${seq}`))
}

/** Queries that together count the scans of sessions by steps of time. */
export function timesQueries(scans: string, sessions: readonly SessionCount[], seconds: number): string[] {
  return parted(sessions.map(({ id }) => term('session_id', id))).map(
    either => `${scans} (${either}) | count() by session_id, bin(${seconds}s) | limit 100000`,
  )
}

/** Steps that are fine enough for when sessions began and ended, and give no more rows than a page can take. */
export function stepSeconds(sessions: readonly SessionCount[], spanMs: number): number {
  const MOST = 10_000
  const scans = sessions.reduce((sum, session) => sum + session.scans, 0)
  if (scans <= MOST) return 1
  return Math.max(1, Math.ceil((spanMs / 1_000) * (sessions.length / MOST)))
}

function parted(terms: readonly string[]): string[] {
  const parts: string[][] = []
  let length = 0
  for (const each of terms) {
    const part = parts.at(-1)
    if (part === undefined || part.length === TERMS || length + each.length > CHARACTERS) {
      parts.push([each])
      length = each.length
    } else {
      part.push(each)
      length += each.length + 4
    }
  }
  return parts.map(part => part.join(' OR '))
}

/** Sessions with when they began and ended, and who was seen last. Times are as exact as the steps, or as the first and the last event. */
export function withTimes(
  sessions: readonly SessionCount[],
  answers: readonly AggregateAnswer[],
  events: readonly TallyEvent[],
  seconds: number,
): SessionRow[] {
  const bySeq = new Map(events.map(event => [event.seq, event]))
  const ends = new Map<string, { begun: number; seen: number }>()
  for (const { rows } of answers)
    for (const [id, at] of rows) {
      const time = Date.parse(String(at))
      if (Number.isNaN(time)) continue
      const known = ends.get(String(id))
      ends.set(String(id), {
        begun: Math.min(known?.begun ?? time, time),
        seen: Math.max(known?.seen ?? time, time),
      })
    }
  const step = seconds * 1_000
  /** Time of an event, if it fell into the step: events may be recorded in another order than they happened. */
  const timeIn = (start: number, seq: number) => {
    const time = Date.parse(bySeq.get(seq)?.time ?? '')
    return time >= start && time < start + step ? time : undefined
  }
  return sessions.map(session => {
    const last = bySeq.get(session.last)
    const end = ends.get(session.id)
    const begun = end && timeIn(end.begun, session.first)
    const seen = end && timeIn(end.seen, session.last)
    return {
      ...session,
      ...(end === undefined
        ? {}
        : {
            begun: begun ?? end.begun,
            seen: seen ?? end.seen,
            within: begun !== undefined && seen !== undefined && begun <= seen ? 0 : step,
          }),
      ...(last?.user_id === undefined ? {} : { user: last.user_id }),
      ...(last?.ip === undefined ? {} : { ip: last.ip }),
    }
  })
}

/** How long a session lasted: `–` of a single scan, and no finer than is known. */
export function lastedText({ scans, begun, seen, within = 0 }: SessionRow): string {
  if (scans < 2) return '–'
  if (begun === undefined || seen === undefined) return ''
  if (within === 0) return duration(seen - begun)
  const steps = Math.round((seen - begun) / within)
  return steps < 1 ? `< ${duration(within)}` : `≈ ${duration(steps * within)}`
}
