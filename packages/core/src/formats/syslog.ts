import type { JsonObject } from '../event/fields.ts'
import { levelFromSyslog } from '../event/severity.ts'
import { firstAddress } from './addresses.ts'
import { putAttribute, putText } from './assign.ts'
import { pairsIn, scalar } from './pairs.ts'
import type { TextLines } from './text/text.ts'
import { stampAt } from './time/finder.ts'
import type { StampReader } from './time/reader.ts'
import type { EventInput } from './types.ts'

const PRI = /^<(\d{1,3})>/
/** RFC 5424 §6: VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID, then structured data. */
const HEADER = /([1-9]\d?) (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32})(?: |$)/y
const ELEMENT = /\[([^\s=\]"]{1,32})((?: [^\s=\]"]{1,32}="(?:[^"\\\]]|\\.)*")*)\]/y
const PARAMETER = / ([^\s=\]"]{1,32})="((?:[^"\\\]]|\\.)*)"/g

const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
]

export const hasPriority = (line: string): boolean => line.charCodeAt(0) === 60 && PRI.test(line)

/** The event of a line with a syslog priority, RFC 5424 or RFC 3164; undefined when it has none. */
export function eventFromSyslog(line: string, reader: StampReader, text: TextLines): EventInput | undefined {
  const pri = PRI.exec(line)
  const value = Number(pri?.[1] ?? Number.NaN)
  if (pri === null || !(value <= 191)) return undefined
  const event = structured(line, pri[0].length, reader) ?? legacy(line.slice(pri[0].length), text)
  event.level ??= levelFromSyslog(value & 7)
  event.attributes = { facility: FACILITIES[value >> 3]!, ...event.attributes }
  return event
}

/** RFC 3164 §4.1: TIMESTAMP HOSTNAME TAG; what does not follow it is a message as a whole (§4.3.3). */
function legacy(rest: string, text: TextLines): EventInput {
  return text.decode(rest, true) ?? { message: rest.trim() }
}

function structured(line: string, at: number, reader: StampReader): EventInput | undefined {
  HEADER.lastIndex = at
  const header = HEADER.exec(line)
  if (header === null) return undefined
  const [, , timestamp, host, app, process, messageId] = header
  const found = timestamp === '-' ? undefined : stampAt(reader, timestamp!, 0, 0)
  if (timestamp !== '-' && found?.stamp.end !== timestamp!.length) return undefined
  let position = HEADER.lastIndex
  const attributes: JsonObject = {}
  if (line.startsWith('-', position)) position++
  else {
    for (;;) {
      ELEMENT.lastIndex = position
      const element = ELEMENT.exec(line)
      if (element === null) break
      const parameters: JsonObject = {}
      for (const [, name, value] of element[2]!.matchAll(PARAMETER))
        putAttribute(parameters, name!, value!.replace(/\\(["\\\]])/g, '$1'))
      putAttribute(attributes, element[1]!, parameters)
      position = ELEMENT.lastIndex
    }
  }
  const event: EventInput = {}
  const time = found && reader.resolve(found.stamp)
  if (time !== undefined) event.time = time
  if (app !== '-') putText(event, 'module', app)
  if (host !== '-') attributes.host = host!
  if (process !== '-') attributes.pid = scalar(process!)
  if (messageId !== '-') attributes.msgid = messageId!
  // §6.4: the message may start with a byte order mark.
  const message = line
    .slice(position)
    .replace(/^\s*\uFEFF?/, '')
    .trimEnd()
  if (message !== '') event.message = message
  const address = firstAddress(message)
  if (address !== undefined) event.ip = address
  const pairs = pairsIn(message)
  if (pairs !== undefined)
    for (const [key, pair] of pairs) if (!Object.hasOwn(attributes, key)) putAttribute(attributes, key, pair)
  event.attributes = attributes
  return event
}
