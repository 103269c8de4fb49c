import type { JsonObject } from '../../event/fields.ts'
import { firstAddress } from '../addresses.ts'
import { putAttribute, putText } from '../assign.ts'
import { pairsIn, scalar } from '../pairs.ts'
import { canonicalTime, civilMs } from '../time/civil.ts'
import { type Found, findStamp, stampAt, wordStart } from '../time/finder.ts'
import type { Form } from '../time/forms.ts'
import type { Stamp, StampReader } from '../time/reader.ts'
import type { EventInput } from '../types.ts'
import { createHabits, type HabitLearner, type Habits, NO_HABITS } from './habits.ts'
import type { Header } from './header.ts'
import { levelWord } from './level-words.ts'
import { readBareHeader, readHeader } from './read-header.ts'

/** Where lines of a file have their time, and how, and what else is usual in their headers. */
type Place = { readonly form: Form; readonly column: number; readonly habits: Habits }

export type TextLines = {
  /** Looks at a file's first lines and settles what one line leaves open. */
  learn(lines: readonly string[]): void
  /** Share of the sample's lines that have a time where an event starts. */
  readonly stamped: number
  /** The time of a line, where an event starts with it. */
  stampOf(line: string): Stamp | undefined
  /** The event of a line that has a time; undefined when it has none where one belongs. `syslog`: the line came with a priority. */
  decode(line: string, syslog?: boolean): EventInput | undefined
  /** The event of a line without a time. */
  bare(line: string): EventInput
}

/** Passes over the sample: each answer may move the next question, and headers have few. */
const PASSES = 4
/** Times that are not at the start of the line are believed where this share of the lines has them there. */
const USUAL = 0.5
const ENOUGH = 5
const QUARTER_HOUR = 900_000

export function createTextLines(reader: StampReader): TextLines {
  let places: Place[] = []
  let stamped = 0

  function locate(line: string): { found: Found; habits: Habits } | undefined {
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!
      const at = wordStart(line, place.column)
      if (at === undefined) continue
      const found = stampAt(reader, line, at, place.column, place.form)
      if (found?.stamp.form !== place.form) continue
      if (i > 0) places = [place, ...places.filter(other => other !== place)]
      return { found, habits: place.habits }
    }
    const found = findStamp(reader, line, 0, 0, places.length > 0 ? 2 : undefined)
    return found !== undefined && startsEvent(line, found) ? { found, habits: NO_HABITS } : undefined
  }

  return {
    get stamped() {
      return stamped
    },

    learn(lines) {
      const all = lines.flatMap(line => {
        const found = findStamp(reader, line)
        return found === undefined ? [] : [{ line, found }]
      })
      reader.settle(all.map(({ line, found }) => line.slice(found.stamp.start, found.stamp.end)))
      const groups = new Map<
        string,
        { form: Form; column: number; members: { line: string; found: Found }[] }
      >()
      for (const { line } of all) {
        const found = findStamp(reader, line)
        if (found === undefined) continue
        const { column, stamp } = found
        const key = `${column} ${stamp.form.regex.source}`
        const group = groups.get(key)
        if (group) group.members.push({ line, found })
        else groups.set(key, { form: stamp.form, column, members: [{ line, found }] })
      }
      let count = 0
      const usual = [...groups.values()]
        .filter(({ column, members }) => {
          const believed =
            column === 0 ||
            (members.length >= ENOUGH && members.length >= lines.length * USUAL) ||
            members.every(({ line, found }) => startsEvent(line, found))
          if (believed) count += members.length
          return believed
        })
        .sort((a, b) => b.members.length - a.members.length)
      stamped = lines.length === 0 ? 0 : count / lines.length
      places = usual
        .slice(0, 8)
        .map(({ form, column, members }) => ({ form, column, habits: learnHabits(reader, members) }))
    },

    stampOf: line => locate(line)?.found.stamp,

    decode(line, syslog = false) {
      const located = locate(line)
      if (located === undefined) return undefined
      const { found, habits } = located
      const { header, again } = readHeader(line, found, { reader, habits, syslog })
      let message = line.slice(header.at).trimEnd()
      // A line that is nothing but header still says something.
      if (message === '' && header.module === undefined) message = line.slice(found.stamp.end).trim()
      return toEvent(header, message, timeOf(reader, found, again))
    },

    bare(line) {
      const header = readBareHeader(line, NO_HABITS)
      const message = header.level === undefined ? line.trimEnd() : line.slice(header.at).trim()
      return toEvent(header, message === '' ? line.trim() : message, undefined)
    },
  }
}

function learnHabits(reader: StampReader, members: readonly { line: string; found: Found }[]): Habits {
  const habits: HabitLearner = createHabits()
  for (let pass = 0; pass < PASSES; pass++) {
    for (const { line, found } of members) readHeader(line, found, { reader, habits, syslog: false })
    habits.endPass(members.length)
  }
  habits.learning = false
  return habits
}

/** Whether all that stands before the time is of a header: nothing, brackets, levels, numbers, names with digits or signs in them. */
function startsEvent(line: string, found: Found): boolean {
  const prefix = line.slice(0, found.stamp.start - found.opener.length)
  if (prefix.trim() === '') return prefix === ''
  if (found.stamp.partial === 'day') return false
  if (prefix.length > 100 || line[0] === ' ' || line[0] === '\t') return false
  return (
    prefix
      .trim()
      .split(/[\s|]+/)
      .every(
        word =>
          /^[[<(]|[\])>,|]$|^[-*]+$|\d/.test(word) || levelWord(word.replace(/[:,]$/, ''))?.weak === false,
      ) || /^[\w.-]{1,60} *\| *$/.test(prefix)
  )
}

/** An absolute time wins over a local one, and takes the finer fraction of the other where both name the same second of some zone. */
function timeOf(reader: StampReader, first: Found, again: Found | undefined): string | undefined {
  if (again === undefined) return reader.resolve(first.stamp)
  const [main, other] =
    !first.stamp.absolute && again.stamp.absolute ? [again.stamp, first.stamp] : [first.stamp, again.stamp]
  const ms = reader.resolveMs(main)
  if (!main.absolute || other.civil.fraction.length <= main.civil.fraction.length)
    return canonicalTime(ms, main.civil.fraction)
  const otherMs = other.absolute
    ? other.ms
    : civilMs(other.civil, other.civil.year ?? new Date(ms).getUTCFullYear())
  return canonicalTime(ms, (otherMs - ms) % QUARTER_HOUR === 0 ? other.civil.fraction : main.civil.fraction)
}

function toEvent(header: Header, message: string, time: string | undefined): EventInput {
  const event: EventInput = {}
  if (time !== undefined) event.time = time
  if (header.level !== undefined) event.level = header.level
  const attributes: JsonObject = {}
  if (header.module !== undefined && !putText(event, 'module', header.module))
    attributes.module = header.module
  if (header.function !== undefined && !putText(event, 'function', header.function))
    attributes.function = header.function
  if (header.line !== undefined) event.line = header.line
  if (message !== '') event.message = message
  const address =
    firstAddress(message) ?? (header.extra.length > 0 ? firstAddress(header.extra.join(' ')) : undefined)
  if (address !== undefined) event.ip = address
  if (header.severity !== undefined) attributes.severity = header.severity
  if (header.host !== undefined) attributes.host = header.host
  if (header.pid !== undefined) attributes.pid = scalar(header.pid)
  if (header.tid !== undefined) attributes.tid = scalar(header.tid)
  if (header.thread !== undefined) attributes.thread = header.thread
  if (header.file !== undefined) attributes.file = header.file
  if (header.extra.length > 0) attributes.context = header.extra.join(' ')
  const pairs = pairsIn(message)
  if (pairs !== undefined)
    for (const [key, value] of pairs)
      if (!Object.hasOwn(attributes, key) && !(key === 'ip' && value === address))
        putAttribute(attributes, key, value)
  if (Object.keys(attributes).length > 0) event.attributes = attributes
  return event
}
