import type { Writable } from 'node:stream'
import type { InsertTable, Statement } from '../connection.ts'

/**
 * What goes between the server and its engine host: frames of `u32 length of body | u8 kind | u32 call | body`, big-endian.
 * Results travel as the bytes they are; lines go through a file (stage.ts).
 */
export const KIND = {
  // To the host
  query: 1,
  insert: 2,
  cancel: 3,
  close: 4,
  ping: 5,
  // From the host
  ready: 16,
  rows: 17,
  done: 18,
  failed: 19,
  pong: 20,
} as const

export type Frame = { readonly kind: number; readonly call: number; readonly body: Buffer }
export type Failure = { readonly code: number; readonly message: string }
/** Body of a query. */
export type QueryBody = Statement

/** What the host is started with. It is told rather than imports it, for an idle host is to stay small. */
export type HostConfig = {
  readonly directory: string
  /** Command line of the engine. */
  readonly engine: readonly string[]
  /** Settings of every query, as SQL. */
  readonly query: string
  /** Milliseconds after which a query that still runs, whatever its limits, hangs. */
  readonly hangMs: number
  /** Statements that insert what is in the stage, by table. */
  readonly insert: Readonly<Record<InsertTable, string>>
}

const HEADER_BYTES = 9

/** Writes one frame; false when the other side is slow to read. */
export function writeFrame(to: Writable, kind: number, call: number, body: readonly Buffer[] = []): boolean {
  const header = Buffer.allocUnsafe(HEADER_BYTES)
  header.writeUInt32BE(
    body.reduce((length, piece) => length + piece.length, 0),
    0,
  )
  header.writeUInt8(kind, 4)
  header.writeUInt32BE(call, 5)
  to.cork()
  let flowing = to.write(header)
  for (const piece of body) flowing = to.write(piece)
  to.uncork()
  return flowing
}

export const json = (value: unknown): Buffer[] => [Buffer.from(JSON.stringify(value))]

/** Puts frames together again from the pieces that a stream gives. Each byte of a body is copied once. */
export function frameReader(onFrame: (frame: Frame) => void): (piece: Buffer) => void {
  const header = Buffer.allocUnsafe(HEADER_BYTES)
  let body: Buffer | undefined
  let filled = 0
  return piece => {
    let at = 0
    while (at < piece.length || (body !== undefined && filled === body.length)) {
      const target = body ?? header
      const taken = piece.copy(target, filled, at)
      at += taken
      filled += taken
      if (filled < target.length) return
      filled = 0
      if (body === undefined) {
        body = Buffer.allocUnsafeSlow(header.readUInt32BE(0))
        continue
      }
      const frame = { kind: header.readUInt8(4), call: header.readUInt32BE(5), body }
      body = undefined
      onFrame(frame)
    }
  }
}
