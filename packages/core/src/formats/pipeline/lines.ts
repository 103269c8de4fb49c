import { eventFromAccess } from '../access.ts'
import { type Detection, parseObject } from '../detect.ts'
import { createTrace } from '../join.ts'
import { eventFromObject } from '../json/map.ts'
import { eventFromLogfmt } from '../logfmt.ts'
import { eventFromSyslog, hasPriority } from '../syslog.ts'
import type { TextLines } from '../text/text.ts'
import type { StampReader } from '../time/reader.ts'
import type { DecodedEvent, DecodeOptions, EventInput } from '../types.ts'
import type { Wrapped } from '../wrapper.ts'
import { createTimes } from './times.ts'

/** An event takes at most so many lines and characters; further lines start another with the same time. */
const MAX_JOINED_LINES = 1000
const MAX_JOINED_CHARACTERS = 256 * 1024
/** Lines without a time belong to the line before when this share of the lines that look like a beginning has one: dumps and statements are long. */
const STAMPED = 0.2

const JAVA_UTIL_LEVEL = /^(SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): /
const JAVA_METHOD = /^([\w$.]+) ([\w$<>]+)$/

type Open = {
  event: EventInput
  line: number
  lines: number
  size: number
  parts: string[]
  joinable: boolean
  bare: boolean
}

export type LinePipeline = {
  push(line: string, number: number, outer: Wrapped | undefined): DecodedEvent[]
  flush(): DecodedEvent[]
}

/** Lines that are events of their own, or go on with the one before. */
export function linePipeline(
  detection: Detection,
  heads: readonly string[],
  reader: StampReader,
  text: TextLines,
  options: DecodeOptions,
): LinePipeline {
  const { format } = detection
  text.learn(
    format === 'syslog' ? [] : heads.filter(line => line.trimStart()[0] !== '{' && !hasPriority(line)),
  )
  const stampedFile = format === 'text' && text.stamped >= STAMPED
  const trace = createTrace()
  const times = createTimes(options)
  let open: Open | undefined
  let blanks = 0
  let lastTime: string | undefined

  function close(): DecodedEvent[] {
    if (open === undefined) return []
    const { event, line, lines, parts } = open
    open = undefined
    blanks = 0
    if (parts.length > 0) joinParts(event, parts)
    if (event.time !== undefined) lastTime = event.time
    else if (lastTime !== undefined) event.time = lastTime
    return times.give([{ event, line, lines }])
  }

  function begin(
    event: EventInput,
    number: number,
    line: string,
    joinable: boolean,
    bare: boolean,
  ): DecodedEvent[] {
    const before = close()
    open = { event, line: number, lines: 1, size: line.length, parts: [], joinable, bare }
    trace.reset()
    if (joinable) trace.continues(line)
    return before
  }

  /** An event of a line that is whole in itself, whatever the file's format; undefined when it is plain text. */
  function structured(line: string): EventInput | undefined {
    const first = line[0]
    if (first === '{' || (format === 'ndjson' && line.trimStart()[0] === '{')) {
      const object = parseObject(line)
      if (object !== undefined && (format === 'ndjson' || looksLikeRecord(object)))
        return eventFromObject(object, reader)
    }
    if (first === '<') {
      const event = eventFromSyslog(line, reader, text)
      if (event !== undefined) return event
    }
    return (
      eventFromAccess(line, reader) ??
      (format === 'logfmt' || line.includes('level=') || first === 't'
        ? eventFromLogfmt(line, reader)
        : undefined)
    )
  }

  function joins(line: string): boolean {
    if (open === undefined || !open.joinable) return false
    const looks = trace.continues(line)
    return looks || (stampedFile && !open.bare)
  }

  return {
    push(line, number, outer) {
      if (line.trim() === '') {
        blanks++
        return []
      }
      const whole = structured(line)
      if (whole !== undefined) return begin(withOuter(whole, outer), number, line, line[0] !== '{', false)
      const stamped = text.decode(line)
      if (stamped !== undefined) return begin(withOuter(stamped, outer), number, line, true, false)
      if (joins(line)) {
        const held = open!
        if (held.lines < MAX_JOINED_LINES && held.size + line.length <= MAX_JOINED_CHARACTERS) {
          for (; blanks > 0; blanks--) held.parts.push('')
          held.parts.push(line.trimEnd())
          held.lines++
          held.size += line.length + 1
          return []
        }
        const { event } = held
        const rest: EventInput = { message: line.trimEnd(), attributes: { continued: true } }
        if (event.time !== undefined) rest.time = event.time
        if (event.level !== undefined) rest.level = event.level
        return begin(rest, number, line, true, held.bare)
      }
      return begin(withOuter(text.bare(line), outer), number, line, true, true)
    },
    flush: () => [...close(), ...times.flush()],
  }
}

/** The runtime's time is absolute and taken at once, so it wins over what the application wrote. */
function withOuter(event: EventInput, outer: Wrapped | undefined): EventInput {
  if (outer === undefined) return event
  if (outer.time !== undefined) event.time = outer.time
  event.attributes = { ...event.attributes, iostream: outer.output }
  return event
}

const RECORD_NAMES = [
  'time',
  'timestamp',
  '@timestamp',
  'ts',
  '@t',
  'level',
  'severity',
  'msg',
  'message',
  't',
]

const looksLikeRecord = (object: object): boolean => RECORD_NAMES.some(name => Object.hasOwn(object, name))

function joinParts(event: EventInput, parts: string[]): void {
  // java.util.logging writes time, class and method on one line, level and message on the next.
  const java = event.level === undefined ? JAVA_UTIL_LEVEL.exec(parts[0]!) : null
  const method = java === null ? null : JAVA_METHOD.exec(event.message ?? '')
  if (java !== null && method !== null) {
    event.level =
      ({ SEVERE: 'ERROR', WARNING: 'WARNING', INFO: 'INFO', CONFIG: 'DEBUG', FINE: 'DEBUG' } as const)[
        java[1]!
      ] ?? 'TRACE'
    event.module = method[1]!
    event.function = method[2]!
    event.message = [parts[0]!.slice(java[0].length), ...parts.slice(1)].join('\n')
  } else {
    event.message =
      event.message === undefined ? parts.join('\n').trimStart() : `${event.message}\n${parts.join('\n')}`
  }
}
