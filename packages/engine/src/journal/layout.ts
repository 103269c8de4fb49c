import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { TENANT_NAME } from '@tallystick/core'
import { isMissing } from './disk.ts'

/** Names of docs/design/001-record-format.md. */
const SEGMENT = /^(\d{16})\.ndjson(\.zst)?$/
const WAL_FILE = /^(\d{16})\.wal$/

export type Layout = ReturnType<typeof layoutOf>

/** Where things stand in a data directory. */
export function layoutOf(root: string) {
  return {
    root,
    wal: join(root, 'wal'),
    journal: join(root, 'journal'),
    ledger: join(root, 'ledger'),
    keys: join(root, 'keys'),
    /** Last numbers of writers whose WAL frames are gone. */
    writers: join(root, 'journal', 'writers.ndjson'),
    segments: (tenant: string) => join(root, 'journal', tenant),
    log: (tenant: string) => join(root, 'ledger', tenant),
    /** Files of block hashes, by segment. */
    blocks: (tenant: string) => join(root, 'ledger', tenant, 'blocks'),
  }
}

export function isTenantName(name: unknown): name is string {
  return typeof name === 'string' && TENANT_NAME.test(name)
}

export function segmentName(firstSeq: number): string {
  return `${digits(firstSeq)}.ndjson`
}

/** A file of block hashes has the name of its segment without the ending. */
export function blocksName(firstSeq: number): string {
  return digits(firstSeq)
}

export function walName(number: number): string {
  return `${digits(number)}.wal`
}

/** One segment, in the forms in which it stands on the disk. */
export type SegmentFiles = { readonly firstSeq: number; readonly plain: boolean; readonly closed: boolean }

/** Segments of a tenant, ascending. */
export function listSegments(directory: string): SegmentFiles[] {
  const found = new Map<number, SegmentFiles>()
  for (const name of list(directory)) {
    const match = SEGMENT.exec(name)
    if (match === null) continue
    const firstSeq = Number(match[1])
    const { plain = false, closed = false } = found.get(firstSeq) ?? {}
    found.set(firstSeq, {
      firstSeq,
      plain: plain || match[2] === undefined,
      closed: closed || match[2] !== undefined,
    })
  }
  return [...found.values()].sort((a, b) => a.firstSeq - b.firstSeq)
}

/** Numbers of the write-ahead log's files, ascending. */
export function listWalFiles(directory: string): number[] {
  return list(directory)
    .flatMap(name => WAL_FILE.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

/** Tenants that have a folder in any of the directories. */
export function listTenants(...directories: readonly string[]): string[] {
  return [...new Set(directories.flatMap(list).filter(isTenantName))].sort()
}

/** Names in a directory; none when it does not exist. */
export function list(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function digits(number: number): string {
  return String(number).padStart(16, '0')
}
