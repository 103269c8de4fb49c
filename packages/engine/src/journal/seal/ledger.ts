import { renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type Checkpoint,
  EMPTY_LOG,
  edgeRoot,
  formatEntry,
  growLog,
  type LedgerEntry,
  type LogEdge,
  levelSize,
  openNote,
  parseCheckpointText,
  parseEntry,
  parseEntryBundle,
  readEdge,
  type Sign,
  signCheckpoint,
  TallyError,
  TILE_WIDTH,
  type TileFile,
  tilePath,
  utf8,
  type VerifierKey,
} from '@tallystick/core'
import type { Crash } from '../crash.ts'
import { makeDirectory, readIfPresent, reason, syncDirectory, writeFileSynced } from '../disk.ts'
import { list } from '../layout.ts'
import { nativeHasher } from '../merkle.ts'

const CHECKPOINT = 'checkpoint'
/** Published and static files: anyone who may see the directory may read them. */
const PUBLIC = 0o644
/** Entries of one growth: at most one tile boundary is crossed, so that start-up knows where leftovers can stand. */
export const MAX_GROWTH = TILE_WIDTH

/** Where a growing ledger stands. Nothing of it is on the disk before `write`, nothing is published before `publish`. */
export type Growth = {
  readonly entries: readonly LedgerEntry[]
  readonly edge: LogEdge
  readonly files: readonly TileFile[]
}

export type LedgerOptions = {
  /** `ledger/<tenant>` */
  readonly directory: string
  /** Verifier key of the tenant's log. */
  readonly key: VerifierKey
  readonly sign: Sign
  readonly crash: Crash
}

/** One tenant's ledger: a C2SP tlog-tiles log (docs/design/001-record-format.md, "Ledger"). */
export class Ledger {
  readonly #options: LedgerOptions
  #edge: LogEdge
  /** Number after the last event that an entry covers. */
  nextSeq: number
  /** Time of the last entry, RFC 3339. */
  lastTime: string
  /** Epoch milliseconds of the checkpoint's timestamp, as far as this process made it. */
  signedAt = 0

  private constructor(options: LedgerOptions, edge: LogEdge, last: LedgerEntry[]) {
    this.#options = options
    this.#edge = edge
    const events = last.findLast(({ kind }) => kind === 'events')
    this.nextSeq = events === undefined ? 0 : events.firstSeq + events.count
    this.lastTime = last.at(-1)?.time ?? ''
  }

  /**
   * Opens a ledger after a start. A checkpoint that was signed and made durable but not yet renamed into place is adopted, because a tree
   * once signed must never be signed differently. Rejects TALLY_JOURNAL_CORRUPT when the checkpoint is not ours or the tiles do not give
   * its root.
   */
  static async open(options: LedgerOptions): Promise<Ledger> {
    const { directory } = options
    const path = join(directory, CHECKPOINT)
    let edge = await edgeAt(options, path)
    const signed = await edgeAt(options, `${path}.tmp`).catch(() => EMPTY_LOG)
    if (signed.size > edge.size) {
      renameSync(`${path}.tmp`, path)
      syncDirectory(directory)
      edge = signed
    }
    return new Ledger(options, edge, lastEntries(directory, edge))
  }

  /** A ledger of which nothing is on the disk yet. */
  static empty(options: LedgerOptions): Ledger {
    return new Ledger(options, EMPTY_LOG, [])
  }

  /** Entries in the ledger. */
  get size(): number {
    return this.#edge.size
  }

  /** Bytes on the disk, about: hashes exactly, entries as long as the last ones. */
  get bytes(): number {
    const { size, entries } = this.#edge
    const sample = entries.at(-1)?.length ?? ENTRY_BYTES
    return Math.round(size * (2 + sample + HASH_BYTES * (TILE_WIDTH / (TILE_WIDTH - 1))))
  }

  /** Plans entries for batches, in order. Times never go back. */
  plan(
    batches: readonly { readonly firstSeq: number; readonly count: number; readonly root: Uint8Array }[],
    time: string,
  ): Growth {
    const entries = batches.map(
      ({ firstSeq, count, root }, i): LedgerEntry => ({
        batch: this.size + i,
        kind: 'events',
        firstSeq,
        count,
        root,
        time: time > this.lastTime ? time : this.lastTime,
      }),
    )
    return { entries, ...growLog(this.#edge, entries.map(formatEntry), nativeHasher) }
  }

  /** Makes the tiles of a growth durable. May be repeated after a failure. */
  write({ files }: Growth): void {
    const { directory, crash } = this.#options
    const paths = files.map(({ path }) => join(directory, path))
    const parents = new Set(paths.map(path => dirname(path)))
    for (const parent of parents) makeDirectory(parent, 0o755)
    for (const [i, { bytes }] of files.entries()) {
      writeFileSynced(paths[i]!, bytes, PUBLIC)
      crash('ledger.tile')
    }
    for (const parent of parents) syncDirectory(parent)
    crash('ledger.tiles')
  }

  /** Signs the grown ledger and puts its checkpoint in place: from here on it is sealed. May be repeated after a failure. */
  publish({ edge, entries, files }: Growth, now: number): void {
    this.#publish(edge, now)
    this.#edge = edge
    const last = entries.at(-1)!
    this.nextSeq = last.firstSeq + last.count
    this.lastTime = last.time
    // tlog-tiles: a partial tile may go once its full tile is there.
    for (const { path } of files)
      if (!path.includes('.p/'))
        rmSync(join(this.#options.directory, `${path}.p`), { recursive: true, force: true })
  }

  /** Signs the ledger as it is once more, with a new timestamp. */
  renew(now: number): void {
    this.#publish(this.#edge, now)
  }

  /** Removes what a growth that was never published, and a clean-up that was interrupted, left at the right edge. */
  removeLeftovers(): void {
    const { directory } = this.#options
    const remove = (path: string) => rmSync(join(directory, path), { recursive: true, force: true })
    remove(`${CHECKPOINT}.tmp`)
    for (const name of list(join(directory, 'tile'))) {
      const level = name === 'entries' ? name : Number(name)
      const width = levelSize(level === 'entries' ? 0 : level, this.size)
      const edge = Math.floor(width / TILE_WIDTH)
      for (const index of [edge, edge + 1]) {
        const full = tilePath({ level, index, width: TILE_WIDTH })
        remove(full)
        for (const part of list(join(directory, `${full}.p`)))
          if (index * TILE_WIDTH + Number(part) > width) remove(`${full}.p/${part}`)
      }
      if (edge > 0) remove(`${tilePath({ level, index: edge - 1, width: TILE_WIDTH })}.p`)
    }
  }

  #publish(edge: LogEdge, now: number): void {
    const { directory, key, sign, crash } = this.#options
    const checkpoint: Checkpoint = { origin: key.name, size: edge.size, root: edgeRoot(edge, nativeHasher) }
    const note = signCheckpoint(checkpoint, key, Math.floor(now / 1000), sign)
    writeFileSynced(join(directory, `${CHECKPOINT}.tmp`), utf8(note), PUBLIC)
    crash('checkpoint.written')
    renameSync(join(directory, `${CHECKPOINT}.tmp`), join(directory, CHECKPOINT))
    crash('checkpoint.renamed')
    syncDirectory(directory)
    crash('checkpoint.synced')
    this.signedAt = now
  }
}

const HASH_BYTES = 32
/** Length of a typical entry. */
const ENTRY_BYTES = 150

/** The right edge under a checkpoint file; the empty log when there is none. */
async function edgeAt({ directory, key, sign }: LedgerOptions, path: string): Promise<LogEdge> {
  const note = readIfPresent(path)
  if (note === undefined) return EMPTY_LOG
  try {
    // Ed25519 is deterministic (RFC 8032): our signature is the one that we would make again.
    const { text } = openNote(note.toString('utf8'), [key], (text, { signature }) =>
      Buffer.from(signature).equals(sign(utf8(text))),
    )
    const { origin, size, root } = parseCheckpointText(text)
    if (origin !== key.name) throw new Error(`it is of the log ${origin}`)
    const edge = await readEdge(size, async tile => readIfPresent(join(directory, tile)) ?? missing(tile))
    if (!Buffer.from(edgeRoot(edge, nativeHasher)).equals(root))
      throw new Error('the tiles do not give its root')
    const leaves = edge.hashes[0] ?? []
    if (
      !edge.entries.every((entry, i) => leaves[i] && Buffer.from(nativeHasher.leaf(entry)).equals(leaves[i]))
    )
      throw new Error('the last entries are not those of the tiles')
    return edge
  } catch (error) {
    throw new TallyError('TALLY_JOURNAL_CORRUPT', `${path} does not fit its ledger: ${reason(error)}`, {
      cause: error,
    })
  }
}

/** The last entries, at least up to the last one of kind `events`. */
function lastEntries(directory: string, edge: LogEdge): LedgerEntry[] {
  let entries = edge.entries.map(parseEntry)
  for (let index = Math.floor(edge.size / TILE_WIDTH) - 1; index >= 0; index--) {
    if (entries.some(({ kind }) => kind === 'events')) break
    const path = tilePath({ level: 'entries', index, width: TILE_WIDTH })
    entries = [
      ...parseEntryBundle(readIfPresent(join(directory, path)) ?? missing(path)).map(parseEntry),
      ...entries,
    ]
  }
  return entries
}

function missing(path: string): never {
  throw new Error(`${path} is missing`)
}
