import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { mkdir, readFile, rename, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../ship/clock.ts'
import { ifPresent, namesIn, removeFile, syncDirectory, withFile, writeWholly } from './files.ts'
import { hasEnded, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** A folder of one writer that this process has. */
export type Claim = { readonly writer: string; readonly path: string }

/** Names a writer. A new one in every process, so that copies of a spool (a container image, a restored backup) never share a name. */
export const newWriter = (): string => `sdk-${randomUUID()}`

const textOf = (identity: ProcessIdentity): string => `${JSON.stringify(identity)}\n`

/** A holder that has not been seen for this long is taken for dead, when nothing better is known. */
const SILENT_MS = 120_000
const HEARTBEAT_MS = 15_000

const WRITERS = 'writers'
const HOLDERS = 'holders'

/**
 * Folders of writers, each held by one running process, taken over by another when that one is dead.
 *
 * `holders/<token>` says which process a token stands for; it is touched every 15 s. A folder is named `writers/<writer>.<token>`: taking it
 * over is renaming it, which one process alone can succeed in. A process that was taken for dead by mistake (stopped for minutes; in
 * another container) finds its folder gone, see `holds`, and acknowledges nothing any more: the taker reads the folder after the rename,
 * so whatever was found there durable before is read.
 */
export class Claims {
  readonly #root: string
  readonly #clock: Clock
  readonly #token = randomUUID()
  #identity: Promise<ProcessIdentity> | undefined
  #cancelHeartbeat: (() => void) | undefined

  constructor(root: string, clock: Clock) {
    this.#root = root
    this.#clock = clock
  }

  /** Makes the durable, empty folder of a new writer. */
  async create(writer = newWriter()): Promise<Claim> {
    const identity = await this.#register()
    // Gone when we were taken for dead.
    if ((await ifPresent(stat(this.#holder(this.#token)))) === undefined) await this.#introduce(identity)
    const path = this.#pathOf(writer)
    await mkdir(path, { recursive: true, mode: 0o700 })
    await syncDirectory(join(this.#root, WRITERS))
    return { writer, path }
  }

  /** The same for a process that is about to end: nobody needs to know it as the holder any more. */
  createSync(writer: string): Claim {
    const path = this.#pathOf(writer)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return { writer, path }
  }

  /** Whether the folder is still ours. */
  async holds(claim: Claim): Promise<boolean> {
    return (await ifPresent(stat(claim.path))) !== undefined
  }

  /** Takes over one folder of a process that is dead; undefined when there is none. */
  async adopt(): Promise<Claim | undefined> {
    const folders = (await namesIn(join(this.#root, WRITERS))).map(name => {
      const dot = name.lastIndexOf('.')
      return { name, writer: name.slice(0, dot), token: name.slice(dot + 1) }
    })
    const others = folders.filter(({ token }) => token !== this.#token)
    if (others.length === 0) return undefined
    await this.#register()
    for (const { name, writer, token } of others) {
      if (!(await this.#isDead(token))) continue
      const path = this.#pathOf(writer)
      const renamed = await ifPresent(rename(join(this.#root, WRITERS, name), path).then(() => true))
      if (renamed === undefined) continue
      await syncDirectory(join(this.#root, WRITERS))
      if (folders.filter(folder => folder.token === token).length === 1) await removeFile(this.#holder(token))
      return { writer, path }
    }
    return undefined
  }

  /** Removes a folder that is empty. */
  async remove(claim: Claim): Promise<void> {
    await ifPresent(rmdir(claim.path))
  }

  /** Gives everything back: what is left in the folders is the next process's. */
  async release(): Promise<void> {
    this.#cancelHeartbeat?.()
    if (this.#identity === undefined) return
    await this.#identity
    await removeFile(this.#holder(this.#token))
  }

  #pathOf(writer: string): string {
    return join(this.#root, WRITERS, `${writer}.${this.#token}`)
  }

  #holder(token: string): string {
    return join(this.#root, HOLDERS, token)
  }

  /** Says who we are, before the first folder bears our token. */
  async #register(): Promise<ProcessIdentity> {
    this.#identity ??= this.#start()
    try {
      return await this.#identity
    } catch (error) {
      this.#identity = undefined
      throw error
    }
  }

  async #start(): Promise<ProcessIdentity> {
    await mkdir(join(this.#root, WRITERS), { recursive: true, mode: 0o700 })
    await syncDirectory(this.#root)
    const identity = await ownIdentity()
    await this.#introduce(identity)
    this.#beat()
    return identity
  }

  async #introduce(identity: ProcessIdentity): Promise<void> {
    await mkdir(join(this.#root, HOLDERS), { recursive: true, mode: 0o700 })
    await writeFile(this.#holder(this.#token), textOf(identity), { mode: 0o600 })
  }

  #beat(): void {
    this.#cancelHeartbeat = this.#clock.after(HEARTBEAT_MS, () => {
      this.#touch().catch(() => {})
      this.#beat()
    })
  }

  /** Writes the same again, so that the file system notes its own time: on a shared one only that can be compared. */
  async #touch(): Promise<void> {
    const text = Buffer.from(textOf(await this.#identity!))
    await withFile(this.#holder(this.#token), 'r+', file => writeWholly(file, text, 0))
  }

  async #isDead(token: string): Promise<boolean> {
    const path = this.#holder(token)
    const found = await ifPresent(stat(path))
    if (found === undefined) return true
    await this.#touch()
    const own = await stat(this.#holder(this.#token))
    if (own.mtimeMs - found.mtimeMs > SILENT_MS) return true
    try {
      const other = JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity
      return await hasEnded(other, await this.#identity!)
    } catch {
      // Half written: its process is starting just now, or died then and falls silent.
      return false
    }
  }
}
