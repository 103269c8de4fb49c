import { TallyError } from '@tallystick/core'
import type { FastifyRequest } from 'fastify'
import type { Cookies } from './cookies.ts'

export type Credentials =
  | { readonly kind: 'key'; readonly secret: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'session'; readonly token: string }

/** WebSocket subprotocol that carries a key where headers cannot be set (browsers): `tallystick.key.<key>`. */
export const KEY_PROTOCOL = 'tallystick.key.'

/** Name of the cookie of a session; over https it has a prefix (cookies.ts). */
export const SESSION_COOKIE = 'tallystick_session'

/** What the console sends with every request. No page of another origin can without being asked for leave (CORS), which nobody is given here. */
const CONSOLE_HEADER = 'x-tallystick-console'
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The session that a browser sends. Whoever says in a header who they are is that, whatever their cookies. */
export function sessionOf(request: FastifyRequest, cookies: Cookies): Credentials | undefined {
  if ((request.headers.authorization ?? '') !== '') return undefined
  const token = cookies.read(request, SESSION_COOKIE)
  return token === undefined ? undefined : { kind: 'session', token }
}

/** A browser sends a session of its own accord, so it counts only for requests that the console made. Throws TALLY_AUTH_ORIGIN, TALLY_AUTH_CONSOLE. */
export function mustBeOfConsole(request: FastifyRequest): void {
  mustBeOfHere(request)
  if (!SAFE_METHODS.has(request.method) && request.headers[CONSOLE_HEADER] !== '1')
    throw new TallyError('TALLY_AUTH_CONSOLE', 'a session alone changes nothing')
}

/** Throws TALLY_AUTH_ORIGIN. */
export function mustBeOfHere(request: FastifyRequest): void {
  if (isFromElsewhere(request))
    throw new TallyError('TALLY_AUTH_ORIGIN', 'a page of another origin made this request')
}

/** What the headers of a request say of who makes it: Bearer, Basic, or on a WebSocket a subprotocol. */
export function credentialsOf(request: FastifyRequest): Credentials | undefined {
  const { authorization = '' } = request.headers
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization)
  if (bearer) return { kind: 'key', secret: bearer[1]! }
  const basic = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(authorization)
  if (basic) return passwordOf(Buffer.from(basic[1]!, 'base64').toString('utf8'))
  if (!request.ws) return undefined
  const secret = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map(name => name.trim())
    .find(name => name.startsWith(KEY_PROTOCOL))
    ?.slice(KEY_PROTOCOL.length)
  return secret === undefined ? undefined : { kind: 'key', secret }
}

/** `user:password`; the first colon ends the name (RFC 7617 §2). */
function passwordOf(text: string): Credentials | undefined {
  const colon = text.indexOf(':')
  return colon === -1
    ? undefined
    : { kind: 'password', user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/**
 * Browsers send a password they keep with every request to its origin, also one that a page of another origin makes. Fetch Metadata
 * (https://www.w3.org/TR/fetch-metadata/) says so, and Origin does on a WebSocket, which no same-origin policy holds back (RFC 6455 §10.2).
 */
export function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin, host = '' } = headers
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host.toLowerCase())
}
