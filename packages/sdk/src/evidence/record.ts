import { hash, randomFillSync } from 'node:crypto'
import {
  canonicalLine,
  createIdGenerator,
  DEFAULT_LIMITS,
  EVENT_FIELDS,
  normalizeEvent,
  type TallyEvent,
  timeFromMs,
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

/** What the server assigns. */
const ASSIGNED = { seq: undefined, tenant: undefined, received: undefined, nonce: undefined }

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
    const line = sentLine(Object.assign(normalized, ASSIGNED), ordered)
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

/** `canonicalLine` leaves out what is undefined. */
function sentLine(event: Omit<TallyEvent, keyof typeof ASSIGNED>, ordered: boolean): Buffer {
  return Buffer.from(`${canonicalLine({ event: event as TallyEvent, plain: ordered })}\n`)
}

let scratch = Buffer.alloc(4096)

/** RFC 6962 §2.1: SHA-256(0x00 ‖ line without its line feed). */
function leafHash(line: Buffer): string {
  if (line.length > scratch.length) scratch = Buffer.alloc(2 * line.length)
  line.copy(scratch, 1)
  return hash('sha256', scratch.subarray(0, line.length), 'base64')
}

/** The `hash` a receipt for this stored event must have: of its canonical bytes without seq, tenant, received and nonce. */
export function receiptHash(stored: TallyEvent): string {
  return leafHash(sentLine({ ...stored, ...ASSIGNED }, false))
}
