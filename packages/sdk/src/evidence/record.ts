import { hash, randomFillSync } from 'node:crypto'
import {
  canonicalLine,
  createIdGenerator,
  DEFAULT_LIMITS,
  EVENT_FIELDS,
  normalizeEvent,
  type TallyEvent,
  timeFromMs,
  treeHasher,
} from '@tallystick/core'
import type { Scrubber } from '../scrub/index.ts'
import type { Clock } from '../ship/index.ts'
import { plain } from './plain.ts'

/** An event as it is spooled and sent. */
export type EvidenceRecord = {
  readonly id: string
  /** Canonical bytes (RFC 8785), and a line feed. */
  readonly line: Buffer
  /** RFC 6962 leaf hash of them, base64. */
  readonly hash: string
}

const hasher = treeHasher(data => hash('sha256', data, 'buffer'))

/** Envelope fields with a form of their own, in which no secret can stand. */
const FORMAL: ReadonlySet<string> = new Set(['id', 'time', 'stream', 'level', 'severity_number', 'line'])
const ENVELOPE: ReadonlySet<string> = new Set(Object.keys(EVENT_FIELDS))

export type EncodeContext = {
  readonly scrubber: Scrubber
  /** Values for what an event leaves out. */
  readonly defaults: Readonly<Partial<Record<'service' | 'environment', string>>>
  readonly clock: Clock
}

/**
 * Makes the bytes of an event: scrubbed, then brought into its final form by the same code that the server runs, so that what the server would
 * refuse is refused here, to the caller's face, and so that the stored event is these bytes plus what the server assigns.
 * Throws TALLY_EVENT_*.
 */
export function createEncoder({ scrubber, defaults, clock }: EncodeContext) {
  const newId = createIdGenerator(randomFillSync)
  return (event: Readonly<Record<string, unknown>>): EvidenceRecord => {
    const now = clock.now()
    const { event: normalized, plain: ordered } = normalizeEvent(scrubbed(event, scrubber), {
      tenant: '',
      received: timeFromMs(now),
      newId: () => newId(now),
      newNonce: () => '',
      limits: DEFAULT_LIMITS,
      defaults,
    })
    const line = sentLine(normalized, ordered)
    return { id: normalized.id, line, hash: leafHash(line) }
  }
}

function scrubbed(event: Readonly<Record<string, unknown>>, scrubber: Scrubber): Record<string, unknown> {
  const clean: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(event)) {
    if (FORMAL.has(name)) clean[name] = value instanceof Date ? value.toISOString() : value
    else if (ENVELOPE.has(name)) clean[name] = plain(value, scrubber)
    // Whatever else stands at the top belongs to the attributes, and there its name counts.
    else Object.assign(clean, plain({ [name]: value }, scrubber))
  }
  return clean
}

/** The event without what the server assigns: seq, tenant, received, nonce. */
function sentLine(event: TallyEvent, ordered: boolean): Buffer {
  const sent = { ...event, seq: undefined, tenant: undefined, received: undefined, nonce: undefined }
  // `canonicalLine` leaves out what is undefined.
  return Buffer.from(`${canonicalLine({ event: sent as unknown as TallyEvent, plain: ordered })}\n`)
}

function leafHash(line: Buffer): string {
  return Buffer.from(hasher.leaf(line.subarray(0, -1))).toString('base64')
}

/** The `hash` a receipt for this stored event must have. */
export function receiptHash(stored: TallyEvent): string {
  return leafHash(sentLine(stored, false))
}
