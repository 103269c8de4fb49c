import { TallyError } from '../../errors.ts'

/** Largest entry a bundle can hold: its length is a 16-bit number (c2sp.org/tlog-tiles, "Log entries"). */
export const MAX_ENTRY_SIZE = 0xffff

/** Entries, each after its big-endian 16-bit length. Throws TALLY_PROOF_INVALID when one is longer than 65,535 bytes. */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bundle = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0))
  let offset = 0
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_SIZE) {
      throw new TallyError(
        'TALLY_PROOF_INVALID',
        `an entry of ${entry.length} bytes does not fit into a bundle`,
      )
    }
    bundle[offset] = entry.length >> 8
    bundle[offset + 1] = entry.length & 0xff
    bundle.set(entry, offset + 2)
    offset += 2 + entry.length
  }
  return bundle
}

/** The entries of a bundle. Throws TALLY_PROOF_INVALID when it ends within an entry. */
export function parseEntryBundle(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = []
  let offset = 0
  while (offset < bundle.length) {
    const start = offset + 2
    const end = start + ((bundle[offset]! << 8) | (bundle[offset + 1] ?? 0))
    if (end > bundle.length)
      throw new TallyError('TALLY_PROOF_INVALID', `entry bundle ends within entry ${entries.length}`)
    entries.push(bundle.subarray(start, end))
    offset = end
  }
  return entries
}
