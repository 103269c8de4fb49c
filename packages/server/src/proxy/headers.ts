import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

/** RFC 9110 §7.6.1, and what describes the bytes of one connection only. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'content-encoding',
]

/** Not for the upstream: it is asked by this server, not by whoever asked this server. */
const NOT_SENT = new Set([
  ...HOP_BY_HOP,
  'host',
  'accept-encoding',
  'authorization',
  'x-tally-key',
  'x-session-id',
  'cookie',
  'expect',
  'forwarded',
  'origin',
  'referer',
  'traceparent',
])
const NOT_SENT_PREFIX = /^(?:sec-|x-forwarded-|x-real-ip)/

/** Not for the client: what an upstream may set on its own origin alone. */
const NOT_ANSWERED = new Set([
  ...HOP_BY_HOP,
  'set-cookie',
  'strict-transport-security',
  'alt-svc',
  'clear-site-data',
  'content-security-policy',
  'cache-control',
  'date',
  'x-content-type-options',
  'x-frame-options',
  'cross-origin-resource-policy',
  'referrer-policy',
])
const NOT_ANSWERED_PREFIX = /^(?:access-control-|cf-cache)/

/** A key of this server begins so (engine/control/secret.ts). It is nobody's business elsewhere, whatever a header is called that holds it. */
const OWN_KEY = /tally_[0-9a-f]{16}/i

/** Whether a text holds a key of this server, also within the name and password of a Basic authorization. */
export function holdsOwnKey(text: string): boolean {
  if (OWN_KEY.test(text)) return true
  const basic = /^Basic +(\S+)/i.exec(text)?.[1]
  return basic !== undefined && OWN_KEY.test(Buffer.from(basic, 'base64').toString('latin1'))
}

/** What the upstream is sent of a client's headers. `authorization` is the upstream's own, which is nowhere else in this process. */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  {
    authorization,
    traceparent,
  }: { readonly authorization: string | undefined; readonly traceparent: string },
): OutgoingHttpHeaders {
  const sent = Object.entries(filtered(headers, NOT_SENT, NOT_SENT_PREFIX)).filter(
    ([name, value]) => !holdsOwnKey(name) && ![value].flat().some(one => holdsOwnKey(String(one))),
  )
  return {
    ...Object.fromEntries(sent),
    // What is compressed cannot be looked at as it comes.
    'accept-encoding': 'identity',
    traceparent,
    ...(authorization === undefined || holdsOwnKey(authorization) ? {} : { authorization }),
  }
}

/** What a client is told of an upstream's headers: rate limits, Retry-After, its request id and all it may want to know. */
export function answerHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return filtered(headers, NOT_ANSWERED, NOT_ANSWERED_PREFIX)
}

function filtered(
  headers: IncomingHttpHeaders,
  names: ReadonlySet<string>,
  prefix: RegExp,
): OutgoingHttpHeaders {
  // What Connection names is of the one connection too.
  const named = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/))
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !names.has(name) && !named.has(name) && !prefix.test(name),
    ),
  )
}
