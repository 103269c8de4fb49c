import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  batchLeaf,
  batchRoot,
  edgeRoot,
  formatEntry,
  formatTombstone,
  growLog,
  parseCheckpointText,
  parseNote,
  parseVerifierKey,
  readEdge,
  signCheckpoint,
  tenantVerifierKey,
  treeHasher,
  utf8,
} from '@tallystick/core'
import { signer } from '../../src/journal/keys.ts'

/**
 * Erases lines [first, first + count) of the open segment of a stopped directory, as docs/design/001-record-format.md says: tombstones in
 * their place, and, unless `unauthorised`, an entry that covers them.
 */
export async function eraseLines(
  directory: string,
  tenant: string,
  first: number,
  count: number,
  { unauthorised = false } = {},
): Promise<void> {
  const hasher = treeHasher()
  const folder = join(directory, 'journal', tenant)
  const path = join(folder, readdirSync(folder).findLast(name => name.endsWith('.ndjson'))!)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const offset = Number(path.slice(-23, -7))
  const stones = Array.from({ length: count }, (_, i) =>
    formatTombstone({
      seq: first + i,
      tenant,
      at: '2026-01-31T12:00:00Z',
      by: 'officer',
      leaf: batchLeaf(utf8(lines[first + i - offset]!), hasher),
      policy: 'gdpr',
      reason: 'asked for',
    }),
  )
  lines.splice(first - offset, count, ...stones)
  writeFileSync(path, `${lines.join('\n')}\n`)
  if (unauthorised) return

  const ledger = join(directory, 'ledger', tenant)
  const { size } = parseCheckpointText(parseNote(readFileSync(join(ledger, 'checkpoint'), 'utf8')).text)
  const edge = await readEdge(size, async tile => readFileSync(join(ledger, tile)))
  const { root } = batchRoot(utf8(stones.map(line => `${line}\n`).join('')), hasher)
  const entry = {
    batch: size,
    kind: 'erasure',
    firstSeq: first,
    count,
    root,
    time: '2999-01-31T12:00:00Z',
  } as const
  const grown = growLog(edge, [formatEntry(entry)], hasher)
  for (const { path: tile, bytes } of grown.files) {
    if (!existsSync(dirname(join(ledger, tile)))) mkdirSync(dirname(join(ledger, tile)), { recursive: true })
    writeFileSync(join(ledger, tile), bytes)
  }
  const key = tenantVerifierKey(
    parseVerifierKey(readFileSync(join(directory, 'keys', 'verifier.pub'), 'utf8')),
    tenant,
  )
  const checkpoint = { origin: key.name, size: size + 1, root: edgeRoot(grown.edge, hasher) }
  const sign = signer(readFileSync(join(directory, 'keys', 'signing-key.pem'), 'utf8'))
  writeFileSync(join(ledger, 'checkpoint'), signCheckpoint(checkpoint, key, 1_800_000_000, sign))
}
