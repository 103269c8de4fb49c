import type { JsonObject } from '../event/fields.ts'
import { isAddress } from './addresses.ts'
import { putText } from './assign.ts'
import { scalar } from './pairs.ts'
import { stampAt } from './time/finder.ts'
import type { StampReader } from './time/reader.ts'
import type { EventInput } from './types.ts'

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"'
/** https://httpd.apache.org/docs/current/logs.html#accesslog: common, combined, with a virtual host before or more fields behind. */
const LINE = new RegExp(
  `^(?:([\\w.-]{1,255}:\\d{1,5}) )?(\\S{1,255}) (\\S{1,255}) (\\S(?:[^\\["]{0,254}\\S)?) \\[([^\\]]{10,40})\\] ${QUOTED} (\\d{3}|-) (\\d{1,19}|-)(?: ${QUOTED} ${QUOTED})?(?: (.*))?$`,
)
const REQUEST = /^([A-Z-]{1,20}) (\S+)(?: (HTTP\/\d(?:\.\d)?))?$/

/** Cheap test before the expression above. */
export const mayBeAccess = (line: string): boolean => line.includes('] "')

/**
 * The event of a line of a web server's access log (nginx, Apache, Caddy, Traefik); undefined when it is none. Status 500 and above are
 * ERROR, 400 and above WARNING, all others INFO.
 */
export function eventFromAccess(line: string, reader: StampReader): EventInput | undefined {
  if (!mayBeAccess(line)) return undefined
  const match = LINE.exec(line)
  if (match === null) return undefined
  const [, virtualHost, client, identity, user, date, request, status, size, referrer, agent, rest] = match
  const found = stampAt(reader, date!, 0, 0)
  if (found === undefined || found.stamp.end !== date!.length) return undefined
  const event: EventInput = {}
  const attributes: JsonObject = {}
  const time = reader.resolve(found.stamp)
  if (time !== undefined) event.time = time
  const code = Number(status)
  event.level = code >= 500 ? 'ERROR' : code >= 400 ? 'WARNING' : 'INFO'
  event.message = `${request} ${status} ${size}`
  if (isAddress(client!)) event.ip = client!
  else attributes.client = client!
  if (user !== '-') putText(event, 'user_id', user)
  if (identity !== '-') attributes.identity = identity!
  if (agent !== undefined && agent !== '-' && !putText(event, 'user_agent', agent))
    attributes.user_agent = agent
  if (referrer !== undefined && referrer !== '' && referrer !== '-') attributes.referrer = referrer
  if (virtualHost !== undefined) attributes.host = virtualHost
  if (status !== '-') attributes.status_code = code
  if (size !== '-') attributes.bytes = scalar(size!)
  const parts = REQUEST.exec(request!)
  if (parts !== null) {
    attributes.method = parts[1]!
    attributes.path = parts[2]!
    if (parts[3] !== undefined) attributes.protocol = parts[3]
  }
  if (rest !== undefined && rest.trim() !== '') attributes.rest = rest.trim()
  event.attributes = attributes
  return event
}
