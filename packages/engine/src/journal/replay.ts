import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { type Layout, walName } from './layout.ts'
import { lineStart } from './lines.ts'
import type { LineChunk } from './segment/read.ts'
import { readFrames } from './wal/frame.ts'
import type { WalFileInfo } from './wal/wal.ts'

/**
 * Hands out the lines of the write-ahead log that are not sealed, in order. `nextSeq` says which number of a tenant comes next.
 * Throws TALLY_JOURNAL_CORRUPT when numbers are missing between the ledger and the log.
 */
export function replayUnsealed(
  layout: Layout,
  files: readonly WalFileInfo[],
  nextSeq: (tenant: string) => number,
  take: (chunk: LineChunk & { readonly tenant: string }) => void,
): void {
  for (const { number, ends } of files) {
    if ([...ends].every(([tenant, end]) => end <= nextSeq(tenant))) continue
    for (const { header, lines } of readFrames(readFileSync(join(layout.wal, walName(number)))).frames) {
      const { tenant, first_seq: firstSeq, count } = header
      const next = nextSeq(tenant)
      if (firstSeq + count <= next) continue
      if (firstSeq > next)
        throw new TallyError(
          'TALLY_JOURNAL_CORRUPT',
          `${tenant}: the write-ahead log goes on at line ${firstSeq}, but the ledger ends at ${next}`,
        )
      const skip = next - firstSeq
      take({
        tenant,
        firstSeq: next,
        count: count - skip,
        lines: lines.subarray(lineStart(lines, skip).offset),
      })
    }
  }
}
