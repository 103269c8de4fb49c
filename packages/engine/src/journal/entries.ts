import {
  type LedgerEntry,
  parseEntry,
  parseEntryBundle,
  type ReadTile,
  readTile,
  TallyError,
  TILE_WIDTH,
} from '@tallystick/core'

/** An entry with its bytes as they stand in the ledger. */
export type FoundEntry = { readonly entry: LedgerEntry; readonly bytes: Uint8Array }

/** Entries of a ledger of `size`, by what they cover. The bundle that was read last is kept, so ascending questions are cheap. */
export class LedgerEntries {
  readonly #size: number
  readonly #readFile: ReadTile
  #bundle: { readonly index: number; readonly entries: readonly FoundEntry[] } | undefined

  /** `readFile` reads the ledger. */
  constructor(size: number, readFile: ReadTile) {
    this.#size = size
    this.#readFile = readFile
  }

  /** The `events` entry that covers a line; undefined when the line lies beyond the ledger. */
  async covering(seq: number): Promise<FoundEntry | undefined> {
    const near = this.#bundle?.index ?? 0
    for (const index of [near, near + 1]) {
      const found = index < this.#bundles ? coveringOf(await this.#events(index), seq) : undefined
      if (found !== undefined) return found
    }
    return coveringOf(await this.#search(seq), seq)
  }

  /** Entries of kind `events` from the one that covers a line on. */
  async *from(seq: number): AsyncGenerator<FoundEntry> {
    for (let found = await this.covering(seq); found !== undefined; ) {
      yield found
      found = await this.covering(found.entry.firstSeq + found.entry.count)
    }
  }

  /** All entries of kind `erasure`: reads every bundle. */
  async *erasures(): AsyncGenerator<FoundEntry> {
    for (let index = 0; index < this.#bundles; index++)
      yield* (await this.#read(index)).filter(({ entry }) => entry.kind === 'erasure')
  }

  get #bundles(): number {
    return Math.ceil(this.#size / TILE_WIDTH)
  }

  /** Entries of the last bundle that starts at or before a line, by binary search. */
  async #search(seq: number): Promise<readonly FoundEntry[]> {
    let low = 0
    let high = this.#bundles - 1
    let found = high < 0 ? [] : await this.#events(low)
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      let next = middle
      let entries = await this.#events(next)
      // A bundle may hold erasures alone; then the next one with events tells.
      while (entries.length === 0 && next < high) entries = await this.#events(++next)
      if (entries.length > 0 && entries[0]!.entry.firstSeq <= seq) {
        low = next
        found = entries
      } else high = middle - 1
    }
    return found
  }

  async #events(index: number): Promise<FoundEntry[]> {
    return (await this.#read(index)).filter(({ entry }) => entry.kind === 'events')
  }

  async #read(index: number): Promise<readonly FoundEntry[]> {
    if (this.#bundle?.index === index) return this.#bundle.entries
    const bundle = await readTile(this.#readFile, { level: 'entries', index, size: this.#size })
    if (bundle === undefined)
      throw new TallyError(
        'TALLY_JOURNAL_CORRUPT',
        `the record lacks entry bundle ${index}; run tally verify`,
      )
    const entries = parseEntryBundle(bundle.bytes)
      .slice(0, bundle.width)
      .map(bytes => ({ entry: parseEntry(bytes), bytes }))
    this.#bundle = { index, entries }
    return entries
  }
}

function coveringOf(entries: readonly FoundEntry[], seq: number): FoundEntry | undefined {
  return entries.find(({ entry }) => seq >= entry.firstSeq && seq < entry.firstSeq + entry.count)
}
