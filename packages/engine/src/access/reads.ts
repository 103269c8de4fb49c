import { createHash } from 'node:crypto'
import { compareTimes, type JsonObject, TallyError } from '@tallystick/core'
import type { Engine } from '../engine.ts'
import type { TimeRange } from '../ports/event-store.ts'
import { type Actor, sourceOf } from './deeds.ts'

export type ReadKind =
  | 'search'
  | 'event'
  | 'context'
  | 'export'
  | 'tail'
  | 'proof'
  | 'aggregate'
  | 'fields'
  | 'metrics'

/** One question that was put to the record, and what came of it. */
export type Read = TimeRange & {
  readonly kind: ReadKind
  /** In the query language; of metrics an expression. */
  readonly query?: string
  /** Id of the event that was asked for. */
  readonly id?: string
  /** Rows of the answer; of what flows, those handed on until it ended. */
  readonly rows?: number
  /** Of what flows: it begins, asks for something else from here on, or has ended. */
  readonly phase?: 'start' | 'filter' | 'end'
  /** Of what has ended: nothing was left. */
  readonly complete?: boolean
}

/** What one request read. */
export type Reading = {
  readonly tenant: string
  readonly actor: Actor
  /** What the event is called after `read.`; without, the kind of what was read. */
  readonly name?: string
  /** Route of the request. */
  readonly route?: string
  /** At least one. */
  readonly reads: readonly Read[]
}

export type ReadTrail = {
  /**
   * Resolves when it is recorded who read what; the answer may leave then. Rejects as `Engine.ingest` does. The same figures asked for again by the
   * same principal, whatever the range, are only counted within a minute of the last record, and the next record says how many they were.
   */
  record(reading: Reading): Promise<void>
  /** Records what was counted and not recorded yet. */
  close(): Promise<void>
}

export type ReadTrailOptions = {
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Takes what failed while nobody waited. */
  readonly onError?: (error: unknown) => void
}

const A_MINUTE_MS = 60_000
/** Questions remembered at once; of the one that was asked longest ago what was counted is recorded before it is forgotten. */
const MAX_REMEMBERED = 1_000
/** Characters of a question that is remembered; longer ones are recorded each time. */
const MAX_TEXT = 8_192

/** No row of the record leaves by these: the same ones are asked over and over by pages that keep themselves up to date. */
const FIGURES: ReadonlySet<ReadKind> = new Set(['aggregate', 'fields', 'metrics'])

/** A question that was asked within the last minute. */
type Asked = {
  /** When it was recorded last, epoch milliseconds; `written` settles with that record. */
  at: number
  written: Promise<void>
  /** The last time it was asked since, over the widest range, and how often it was. */
  last: Reading | undefined
  count: number
}

/** Records in the stream `audit` of its tenant who read what. */
export function readTrailOf(
  engine: Pick<Engine, 'ingest'>,
  { now = Date.now, onError }: ReadTrailOptions = {},
): ReadTrail {
  // In the order of their records: the first is the oldest.
  const asked = new Map<string, Asked>()
  let sweeping: NodeJS.Timeout | undefined

  const write = async (reading: Reading, repeats: number): Promise<void> => {
    const { errors } = await engine.ingest(reading.tenant, [eventOf(reading, repeats)])
    if (errors[0] !== undefined) throw new TallyError(errors[0].error.code, errors[0].error.message)
  }

  /** Records a question now, with what was counted of it before, and remembers it from now on. */
  const recordAsked = (id: string, reading: Reading, before: Asked | undefined): Promise<void> => {
    const { last, count = 0 } = before ?? {}
    const written = write(last === undefined ? reading : widened(reading, last), count)
    const entry: Asked = { at: now(), written, last: undefined, count: 0 }
    asked.delete(id)
    asked.set(id, entry)
    // What could not be recorded is tried anew by whoever asks next, and what was counted stays counted.
    written.catch(() => {
      if (asked.get(id) !== entry) return
      if (last === undefined) asked.delete(id)
      else asked.set(id, before!)
    })
    return written
  }

  /** Forgets a question, once what was counted of it is recorded. */
  const forget = async (id: string, entry: Asked): Promise<void> => {
    asked.delete(id)
    if (entry.last === undefined) return
    try {
      await write(entry.last, entry.count - 1)
    } catch (error) {
      if (!asked.has(id)) asked.set(id, entry)
      throw error
    }
  }

  const sweep = async (): Promise<void> => {
    for (const [id, entry] of asked) {
      if (now() - entry.at < A_MINUTE_MS) return
      await forget(id, entry)
    }
  }

  const makeRoom = async (): Promise<void> => {
    for (const [id, entry] of asked) {
      if (asked.size <= MAX_REMEMBERED) return
      await forget(id, entry)
    }
  }

  return {
    async record(reading) {
      const id = idOfFigures(reading)
      if (id === undefined) return write(reading, 0)
      const before = asked.get(id)
      if (before !== undefined && now() - before.at < A_MINUTE_MS) {
        before.last = before.last === undefined ? reading : widened(reading, before.last)
        before.count++
        await before.written
        return
      }
      await recordAsked(id, reading, before)
      await makeRoom()
      sweeping ??= setInterval(() => {
        sweep().catch((error: unknown) => onError?.(error))
      }, A_MINUTE_MS).unref()
    },

    async close() {
      clearInterval(sweeping)
      for (const [id, entry] of [...asked])
        await forget(id, entry).catch((error: unknown) => onError?.(error))
    },
  }
}

/** What tells one question for figures from another; undefined for what is recorded every time. */
function idOfFigures({ tenant, actor, name, route, reads }: Reading): string | undefined {
  if (reads.some(({ kind }) => !FIGURES.has(kind))) return undefined
  const text = JSON.stringify([
    tenant,
    actor.name,
    actor.ip ?? '',
    actor.session ?? '',
    name ?? '',
    route ?? '',
    ...reads.map(({ kind, query = '' }) => `${kind} ${query}`).sort(),
  ])
  return text.length > MAX_TEXT ? undefined : createHash('sha256').update(text).digest('base64')
}

/** The same question over the range of both, so that what was counted hides no time that was looked at. */
function widened(reading: Reading, other: Reading): Reading {
  const [from, to] = [
    earliest([...reading.reads, ...other.reads]),
    latest([...reading.reads, ...other.reads]),
  ]
  const within = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  return {
    ...reading,
    reads: reading.reads.map(({ from: _, to: __, ...read }) => ({ ...read, ...within })),
  }
}

function eventOf({ tenant: _, actor, name, route, reads }: Reading, repeats: number): object {
  const main = reads.find(({ kind }) => !FIGURES.has(kind)) ?? reads[0]!
  const others = new Set(reads.flatMap(({ query = '' }) => (query === (main.query ?? '') ? [] : [query])))
  const counted = reads.filter(
    ({ kind, rows }) => rows !== undefined && !(FIGURES.has(kind) && kind !== main.kind),
  )
  const rows = counted.length === 0 ? undefined : counted.reduce((sum, read) => sum + read.rows!, 0)
  const [from, to] = [earliest(reads), latest(reads)]
  const attributes: JsonObject = {
    ...(route === undefined ? {} : { route }),
    ...(main.query === undefined ? {} : { query: main.query }),
    ...(others.size === 0 ? {} : { other_queries: [...others] }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(main.phase === undefined ? {} : { phase: main.phase }),
    ...(rows === undefined ? {} : { rows }),
    ...(main.complete === undefined ? {} : { complete: main.complete }),
    ...(repeats === 0 ? {} : { repeats }),
  }
  return {
    stream: 'audit',
    category: 'access',
    name: `read.${name ?? main.kind}`,
    // The query is in no message: words that were searched for would be found again in it.
    message: `${actor.name} ${deedOf(main, rows)}`,
    ...sourceOf(actor),
    ...(main.id === undefined ? {} : { entity_type: 'event', entity_id: main.id }),
    attributes,
  }
}

function deedOf({ kind, phase, complete }: Read, rows: number | undefined): string {
  if (phase === 'start') return `began to read (${kind})`
  if (phase === 'filter') return `asked for something else (${kind})`
  if (FIGURES.has(kind)) return `read figures (${kind})`
  const rest = complete === false ? ', not to the end' : ''
  return `read ${rows === undefined ? '' : `${rows} ${rows === 1 ? 'row' : 'rows'} `}(${kind})${rest}`
}

function earliest(ranges: readonly TimeRange[]): string | undefined {
  return ranges
    .map(({ from }) => from)
    .reduce((a, b) => (a === undefined || b === undefined ? undefined : compareTimes(a, b) <= 0 ? a : b))
}

function latest(ranges: readonly TimeRange[]): string | undefined {
  return ranges
    .map(({ to }) => to)
    .reduce((a, b) => (a === undefined || b === undefined ? undefined : compareTimes(a, b) >= 0 ? a : b))
}
