import type { JsonObject, Level, TallyEvent } from '@tallystick/core'
import { RARE_WORDS, SERVICES, type Service, TEMPLATES, type Template } from './vocabulary.ts'

/**
 * Deterministic, believable logs of an AI application: the same seed gives the same events on every machine.
 * About 500 bytes of canonical JSON each: eight services, spans of about 50 events, some 200 message templates, a rare
 * word in one of 5,000 messages, attributes that are numbers, text, and (one event in 20) nested.
 */
export type GeneratorOptions = {
  /** Any 32-bit integer; default 1. */
  readonly seed?: number
  /** Epoch milliseconds of the first event; default 2026-01-31T00:00:00Z. */
  readonly start?: number
  /** Events per second of event time; default 1,000. */
  readonly rate?: number
  readonly tenant?: string
}

export type EventGenerator = {
  /** The next event as stored: `seq` consecutive from 0, keys in canonical (RFC 8785) order at every depth. */
  next(): TallyEvent
  /** The next `count` events as canonical NDJSON lines, each ended by a line feed. */
  lines(count: number): Buffer
}

type Random = () => number

type Trace = {
  readonly id: string
  readonly user: string
  readonly request: string
  readonly ip: string
  readonly region: string
  readonly model: string
}

const REGIONS = ['eu-1', 'eu-2', 'us-east', 'us-west', 'ap-south'] as const
const MODELS = ['atlas-large', 'atlas-small', 'nimbus-2', 'nimbus-2-mini', 'quill-7b', 'embed-v3'] as const
const STATUS = [200, 200, 200, 200, 200, 200, 200, 201, 204, 302, 400, 401, 404, 429, 500, 502, 503] as const
const LEVELS: readonly (readonly [Level, number, number])[] = [
  ['INFO', 9, 0.74],
  ['DEBUG', 5, 0.88],
  ['WARNING', 13, 0.95],
  ['ERROR', 17, 0.992],
  ['CRITICAL', 21, 0.994],
  ['TRACE', 1, 1],
]
/** Traces under way at once; with about 50 events each. */
const OPEN_TRACES = 64
const EVENTS_PER_TRACE = 50
/** Events that share a millisecond of receipt, and so the random part of their UUIDv7, counting up. */
const EVENTS_PER_ID_BLOCK = 20

/** mulberry32: small, fast, good enough to look like traffic. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
const integer = (random: Random, below: number): number => Math.floor(random() * below)
const hex = (random: Random, digits: number): string => {
  let text = ''
  while (text.length < digits) text += (0x1_0000_0000 + integer(random, 0x1_0000_0000)).toString(16).slice(1)
  return text.slice(0, digits)
}
/** Long-tailed durations: most are short, a few are very long. */
const duration = (random: Random): number => Math.round(Math.log(1 - random()) ** 2 * 4000) / 100

function newTrace(random: Random): Trace {
  const user = integer(random, random() < 0.5 ? 500 : 40_000)
  return {
    id: hex(random, 32),
    user: `user_${user}`,
    request: `req_${hex(random, 16)}`,
    ip: `10.${integer(random, 32)}.${integer(random, 256)}.${integer(random, 256)}`,
    region: pick(random, REGIONS),
    model: pick(random, MODELS),
  }
}

function fill(random: Random, template: Template, trace: Trace): string {
  return template.replace(/\{(\w+)\}/g, (_, part: string) => {
    switch (part) {
      case 'int':
        return String(integer(random, 10_000))
      case 'small':
        return String(integer(random, 20))
      case 'ms':
        return String(duration(random))
      case 'hex':
        return hex(random, 8)
      case 'user':
        return trace.user
      case 'ip':
        return trace.ip
      case 'model':
        return trace.model
      case 'region':
        return trace.region
      case 'host':
        return `node-${integer(random, 40)}.internal`
      default:
        throw new Error(`unknown part {${part}} in a template`)
    }
  })
}

/** Keys in canonical order at every depth. */
function attributesOf(random: Random, service: Service, trace: Trace): JsonObject {
  const attributes: JsonObject = { duration_ms: duration(random) }
  if (service.http && random() < 0.05) {
    attributes.http = {
      method: random() < 0.7 ? 'POST' : 'GET',
      retries: integer(random, 3),
      tags: ['edge', trace.region],
    }
  }
  if (service.ai) attributes.model = trace.model
  attributes.region = trace.region
  if (service.http) attributes.route = pick(random, service.routes)
  if (service.scan) attributes.score = integer(random, 1000) / 1000
  if (service.http) attributes.status_code = pick(random, STATUS)
  if (service.ai) attributes.tokens = integer(random, 4096)
  return attributes
}

/** An endless, repeatable stream of events. */
export function createGenerator(options: GeneratorOptions = {}): EventGenerator {
  const random = randomFrom(options.seed ?? 1)
  const start = options.start ?? Date.UTC(2026, 0, 31)
  const step = 1000 / (options.rate ?? 1000)
  const tenant = options.tenant ?? 'default'
  const traces = Array.from({ length: OPEN_TRACES }, () => newTrace(random))
  let seq = 0
  let idTail = 0
  let idHigh = ''
  let idMiddle = ''

  const nextId = (received: number): string => {
    if (seq % EVENTS_PER_ID_BLOCK === 0) {
      const milliseconds = received.toString(16).padStart(12, '0')
      idHigh = `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${hex(random, 3)}`
      idMiddle = `${(8 + integer(random, 4)).toString(16)}${hex(random, 3)}-${hex(random, 4)}`
      idTail = integer(random, 0xffff_0000)
    }
    idTail += 1
    return `${idHigh}-${idMiddle}${(0x1_0000_0000 + idTail).toString(16).slice(1)}`
  }

  const next = (): TallyEvent => {
    const slot = integer(random, OPEN_TRACES)
    if (random() < 1 / EVENTS_PER_TRACE) traces[slot] = newTrace(random)
    const trace = traces[slot] as Trace
    const service = pick(random, SERVICES)
    const roll = random()
    const [level, severity] = LEVELS.find(([, , below]) => roll < below) ?? LEVELS[0]!
    const time = Math.floor(start + seq * step)
    const received = time + 3 + integer(random, 40)
    const rare = random() < 1 / 5_000 ? ` ${pick(random, RARE_WORDS)}` : ''
    const attributes = attributesOf(random, service, trace)
    const traced = random() < 0.85
    const failed = severity >= 17
    const messages = TEMPLATES[service.name]![severity >= 13 ? 'failure' : 'success']
    const edge = service.name === 'gateway' || service.name === 'auth'
    const event: TallyEvent = {
      attributes,
      id: nextId(received),
      ...(edge ? { ip: trace.ip } : {}),
      level,
      ...(failed ? { line: integer(random, 900) } : {}),
      message: fill(random, pick(random, messages), trace) + rare,
      ...(failed ? { module: pick(random, service.modules) } : {}),
      received: new Date(received).toISOString(),
      ...(edge ? { request_id: trace.request } : {}),
      seq,
      service: service.name,
      severity_number: severity,
      ...(traced ? { span_id: hex(random, 16) } : {}),
      stream: 'log',
      tenant,
      time: new Date(time).toISOString(),
      ...(traced ? { trace_id: trace.id } : {}),
      ...(random() < 0.6 ? { user_id: trace.user } : {}),
    }
    seq += 1
    return event
  }

  return {
    next,
    lines: count => {
      let text = ''
      for (let index = 0; index < count; index += 1) text += `${JSON.stringify(next())}\n`
      return Buffer.from(text)
    },
  }
}

/** What a client would send of an event: without the fields that Tallystick assigns. */
export function asSent(event: TallyEvent): JsonObject {
  const { id: _id, received: _received, seq: _seq, tenant: _tenant, nonce: _nonce, ...sent } = event
  return sent as JsonObject
}
