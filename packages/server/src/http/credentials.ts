import type { FastifyRequest } from 'fastify'

export type Credentials =
  | { readonly kind: 'key'; readonly secret: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }

/** WebSocket subprotocol that carries a key where headers cannot be set (browsers): `tallystick.key.<key>`. */
export const KEY_PROTOCOL = 'tallystick.key.'

/** What a request says of who makes it: Bearer, Basic, or on a WebSocket a subprotocol. */
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
