import type { Json, JsonObject } from '../event/fields.ts'
import { firstAddress } from './addresses.ts'
import { putAttribute } from './assign.ts'
import { eventFromObject } from './json/map.ts'
import { LEVEL_NAMES, MESSAGE_NAMES, TIME_NAMES } from './json/names.ts'
import { scalar } from './pairs.ts'
import { canonicalTime } from './time/civil.ts'
import type { StampReader } from './time/reader.ts'
import type { EventInput } from './types.ts'

const PAIR = /\s*(?:([^\s="]{1,200})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))|([\w.@/-]{1,200})(?=\s|$))/y
const END = /\s*$/y
const ESCAPE = /\\(.)/g
const KNOWN = new Set([...TIME_NAMES, ...LEVEL_NAMES, ...MESSAGE_NAMES])
/** The Linux audit log: `type=SYSCALL msg=audit(1364481363.243:24287): arch=… ` */
const AUDIT = /^audit\((\d{1,12})\.(\d{1,9}):(\d{1,19})\):$/
const MAX_LINE = 64 * 1024

const unquote = (text: string): string =>
  text.includes('\\')
    ? text.replace(ESCAPE, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char)
    : text

/** The pairs of a line that is nothing but `key=value` (https://brandur.org/logfmt); undefined when it is something else. */
export function logfmtObject(line: string): JsonObject | undefined {
  if (line.length > MAX_LINE || !line.includes('=')) return undefined
  const object: JsonObject = {}
  let pairs = 0
  let flags = 0
  let known = false
  let at = 0
  for (;;) {
    END.lastIndex = at
    if (END.test(line)) break
    PAIR.lastIndex = at
    const match = PAIR.exec(line)
    if (match === null) return undefined
    at = PAIR.lastIndex
    const [, key, quoted, bare, flag] = match
    if (flag !== undefined) {
      // A sentence has more words than pairs.
      if (++flags > 8 || flags > pairs + 1) return undefined
      putAttribute(object, flag, true)
      continue
    }
    pairs++
    known ||= KNOWN.has(key!)
    const value: Json = quoted === undefined ? scalar(bare!) : unquote(quoted)
    if (value === '') continue
    const earlier = Object.hasOwn(object, key!) ? object[key!] : undefined
    putAttribute(
      object,
      key!,
      earlier === undefined ? value : Array.isArray(earlier) ? [...earlier, value] : [earlier, value],
    )
  }
  return pairs >= 3 || (known && pairs >= 2 && flags === 0) ? object : undefined
}

/** The event of a logfmt line. */
export function eventFromLogfmt(line: string, reader: StampReader): EventInput | undefined {
  const object = logfmtObject(line)
  if (object === undefined) return undefined
  const audit = typeof object.msg === 'string' ? AUDIT.exec(object.msg) : null
  if (audit === null) return eventFromObject(object, reader)
  delete object.msg
  object.audit_id = audit[3]!
  const event = eventFromObject(object, reader)
  const time = canonicalTime(Number(audit[1]) * 1000, audit[2]!)
  if (time !== undefined) event.time = time
  event.message = line.slice(line.indexOf('):') + 2).trim()
  const address = firstAddress(event.message)
  if (address !== undefined) event.ip ??= address
  return event
}
