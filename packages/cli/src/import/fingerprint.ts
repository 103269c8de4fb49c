import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { ImportOptions } from './types.ts'

/** Lines looked at for the first that has a time. */
export const HEAD_LINES = 64

const CLOCK = /\d{1,2}:\d{2}|\d{10}/

/** The lines that tell a file from the one that had its name before it was rotated: up to the first with a time, for banners are alike. */
export function headOf(lines: readonly string[]): string {
  const head = lines.slice(0, HEAD_LINES)
  const first = head.findIndex(line => CLOCK.test(line))
  return head.slice(0, first === -1 ? 1 : first + 1).join('\n')
}

/**
 * The writer name of a file: the same file read in the same way numbers its events in the same way, so that what was taken in
 * before is known and skipped. It follows from the real path, the head of the file, and the options that change the events.
 */
export function writerOf(realPath: string, head: string, options: ImportOptions): string {
  const { format = 'auto', timezone, service, environment } = options
  const hash = createHash('sha256')
    .update(JSON.stringify([realPath, head, format, timezone ?? '', service ?? '', environment ?? '']))
    .digest('hex')
  const name = basename(realPath)
    .replace(/[^\w.-]/g, '_')
    .slice(-60)
  return `import:${name}:${hash.slice(0, 32)}`
}
