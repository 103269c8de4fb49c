import { CONTEXT_FIELDS, EVENT_FIELDS } from '@tallystick/core'
import { membersOf } from './members.ts'
import { quote } from './quote.ts'
import type { Serialiser } from './serialise.ts'

const QUOTE = 0x22
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39

/** Keys of a context that are fields of the envelope, and how long their values may be. */
const KNOWN: ReadonlyMap<string, number> = new Map(
  Object.entries(CONTEXT_FIELDS).map(([key, field]) => [key, EVENT_FIELDS[field].max]),
)

type Member = { readonly key: string; readonly json: string; readonly place: 'known' | 'ip' | 'rest' }

/**
 * A context as JSON texts. The file format has it as one object, the wire has the known keys in the envelope; both are put together from
 * these. Every member starts with a comma.
 */
export type ContextParts = {
  /** `,"user_id":"u1","request_id":"r1"`: members that have the same name in both forms. */
  readonly known: string
  /** The JSON text of `ip_address`, which the envelope calls `ip`; empty when there is none. */
  readonly ip: string
  readonly rest: string
}

export type ContextText = ContextParts & {
  /** By key, so that an inner context can take the place of an outer one's. */
  readonly members: ReadonlyMap<string, Member>
}

export const NO_CONTEXT: ContextText = { known: '', ip: '', rest: '', members: new Map() }

const compose = (members: ReadonlyMap<string, Member>): ContextText => {
  let known = ''
  let ip = ''
  let rest = ''
  for (const { json, place } of members.values())
    if (place === 'known') known += json
    else if (place === 'ip') ip = json
    else rest += json
  return { known, ip, rest, members }
}

/** `outer` with the members of `context`, which win: for a context that others will be laid over. */
export function contextText(outer: ContextText, context: unknown, serialiser: Serialiser): ContextText {
  const members = new Map(outer.members)
  const { keys, from } = membersOf(context, serialiser.limits.members)
  for (const key of keys) {
    const member = memberText(key, serialiser.read(from, key), serialiser)
    if (member !== undefined) members.set(key, member)
  }
  return compose(members)
}

/** The texts of `outer` with those of `context`, which win: for the context of one call. */
export function withCallContext(outer: ContextText, context: unknown, serialiser: Serialiser): ContextParts {
  let { known, ip, rest } = outer
  const { keys, from, more } = membersOf(context, serialiser.limits.members)
  for (const key of keys) {
    if (outer.members.has(key)) return contextText(outer, context, serialiser)
    const member = memberText(key, serialiser.read(from, key), serialiser)
    if (member === undefined) continue
    if (member.place === 'known') known += member.json
    else if (member.place === 'ip') ip = member.json
    else rest += member.json
  }
  if (more > 0) rest += `,"…":"[${more} more]"`
  return { known, ip, rest }
}

/** `inner` laid over `outer`, both already texts. */
export const layOver = (outer: ContextText, inner: ContextText): ContextText =>
  outer.members.size === 0
    ? inner
    : inner.members.size === 0
      ? outer
      : compose(new Map([...outer.members, ...inner.members]))

function memberText(key: string, value: unknown, serialiser: Serialiser): Member | undefined {
  const max = KNOWN.get(key)
  const name = serialiser.key(key)
  let json = serialiser.member(name, value)
  if (json === undefined) return undefined
  if (max === undefined || !isScalar(json)) return { key, json: `,${name.json}${json}`, place: 'rest' }
  if (json.length - 2 > max) {
    // Cut, for a field that is too long would be refused.
    const text: unknown = JSON.parse(json)
    json = quote(serialiser.text(String(text), max))
  }
  return key === 'ip_address'
    ? { key, json, place: 'ip' }
    : { key, json: `,${name.json}${json}`, place: 'known' }
}

/** As core's eventOf has it: a text that is not empty, or a number, fits a field of the envelope. Anything else is kept with the rest. */
function isScalar(json: string): boolean {
  const first = json.charCodeAt(0)
  return first === QUOTE ? json.length > 2 : first === MINUS || (first >= ZERO && first <= NINE)
}
