import { createReadStream, existsSync } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { pipeline } from 'node:stream/promises'
// The default import: 22.13 has no zstd, and naming what is missing would not load there.
import zlib from 'node:zlib'
import { TallyError } from '@tallystick/core'
import { reasonOf } from './tally.ts'

export type Compression = 'gzip' | 'zstd'

export type Keep = {
  /** Rotated files, at most. */
  readonly files?: number
  /** Bytes of rotated files together, at most. */
  readonly bytes?: number
}

const SUFFIX = { gzip: '.gz', zstd: '.zst' } as const
/** Longer than another process that writes to the same path takes to notice that it was moved. */
const SETTLE_MS = 3_000
/** Nobody compresses one file for so long. */
const STALE_MS = 600_000

/**
 * The files that were rotated away: `app.2024-01-15T10-30-45-123Z.log`, compressed to `….log.gz` or `….log.zst` in the background, the
 * oldest removed. A compressed file appears under its name only when it is complete and on the disk, and only then its source goes; what a
 * crash leaves behind is taken up at the next start.
 */
export class Rotated {
  readonly #path: string
  readonly #compression: Compression | undefined
  readonly #keep: Keep
  readonly #onProblem: (problem: string) => void
  readonly #pattern: RegExp
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  #closed = false
  /** Epoch milliseconds of the last name that was given. */
  #last = 0

  constructor(
    path: string,
    compression: Compression | undefined,
    keep: Keep,
    onProblem: (problem: string) => void,
  ) {
    if (compression === 'zstd' && typeof zlib.createZstdCompress !== 'function')
      throw new TallyError(
        'TALLY_CONFIG_INVALID',
        `compression zstd needs Node 22.15 or later; this is ${process.version}`,
      )
    this.#path = path
    this.#compression = compression
    this.#keep = keep
    this.#onProblem = onProblem
    const { name, ext } = parse(path)
    const literal = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '\\$&')
    this.#pattern = new RegExp(
      `^${literal(name)}\\.\\d{4}-\\d\\d-\\d\\dT[\\d-]+Z${literal(ext)}(\\.gz|\\.zst)?(\\.tmp)?$`,
    )
  }

  /** Where the file goes that is rotated away now. Names ascend, also within a millisecond. */
  nameAt(time: number): string {
    const { dir, name, ext } = parse(this.#path)
    for (this.#last = Math.max(time, this.#last + 1); ; this.#last++) {
      const path = join(dir, `${name}.${new Date(this.#last).toISOString().replace(/[:.]/g, '-')}${ext}`)
      if (!['', SUFFIX.gzip, SUFFIX.zstd].some(suffix => existsSync(path + suffix))) return path
    }
  }

  /** Compresses and removes what is due, a moment from now. Keeps no process alive. */
  settle(): void {
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#work = this.#work
        .then(() => this.#run())
        .catch(error => this.#onProblem(`rotation: ${reasonOf(error)}`))
    }, SETTLE_MS).unref()
  }

  /** Waits for what is under way; what is not is left for the next start. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#work
  }

  async #run(): Promise<void> {
    const directory = dirname(this.#path)
    await this.#prune(directory)
    if (this.#compression === undefined) return
    for (const { name, compressed } of await this.#found(directory))
      if (!compressed && !this.#closed) await this.#compress(join(directory, name), this.#compression)
    await this.#prune(directory)
  }

  /** Oldest first; their names say when. */
  async #found(directory: string): Promise<{ name: string; compressed: boolean }[]> {
    const found: { name: string; compressed: boolean }[] = []
    for (const name of await readdir(directory)) {
      const parts = this.#pattern.exec(name)
      if (parts === null) continue
      const [, compressed, partial] = parts
      if (partial === undefined) found.push({ name, compressed: compressed !== undefined })
      else {
        // Half of a compressed file: another process is at it, or a crash left it; then its source is still there.
        const { mtimeMs } = await stat(join(directory, name))
        if (Date.now() - mtimeMs > STALE_MS) await rm(join(directory, name), { force: true })
      }
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async #compress(path: string, compression: Compression): Promise<void> {
    const target = `${path}${SUFFIX[compression]}`
    const { mode } = await stat(path)
    const claim = await open(`${target}.tmp`, 'wx', mode & 0o777).catch(() => undefined)
    if (claim === undefined) return
    await pipeline(
      createReadStream(path),
      compression === 'gzip' ? zlib.createGzip() : zlib.createZstdCompress(),
      claim.createWriteStream(),
    )
    const file = await open(`${target}.tmp`, 'r+')
    await file.sync().finally(() => file.close())
    await rename(`${target}.tmp`, target)
    await rm(path)
  }

  async #prune(directory: string): Promise<void> {
    const { files = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY } = this.#keep
    if (files === Number.POSITIVE_INFINITY && bytes === Number.POSITIVE_INFINITY) return
    let kept = 0
    let size = 0
    // The newest are kept; once one goes, so does all that is older.
    for (const { name } of (await this.#found(directory)).reverse()) {
      const path = join(directory, name)
      size += (await stat(path)).size
      if (++kept > files || size > bytes) await rm(path, { force: true })
    }
  }
}
