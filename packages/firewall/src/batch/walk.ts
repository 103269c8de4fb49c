import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readDisk, readPipe } from './disk.ts'
import { createExclude } from './exclude.ts'
import { GitError, git, listFiles, type Repository, repositoryOf } from './git.ts'
import { nameOf, uriOf } from './names.ts'
import { isWithin, join, outsideName, SLASH } from './paths.ts'
import { type Folder, lookAtTracked } from './tracked.ts'
import type { LeftOutReason, SourceFile, Walk } from './types.ts'

export type WalkOptions = {
  /** Patterns as in a .gitignore file, on `SourceFile.relative`. */
  readonly exclude?: readonly string[]
  readonly signal?: AbortSignal
}

/** Left out of folders that git knows nothing of: what version control and package managers keep for themselves. */
const BUILT_IN: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules'])

/**
 * The files below the paths that are named. In a git work tree these are the ones that git tracks, and the ones that are there without
 * being ignored; elsewhere all but what is built in (`.git`, `node_modules`). Of links none leads out of the folder that was named, and
 * in a work tree none is followed, as git keeps only where they point to. A file that is named itself is taken in any case. Each once.
 */
export async function walkFiles(paths: readonly string[], options: WalkOptions = {}): Promise<Walk> {
  const walker = new Walker(options)
  for (const path of paths) await walker.named(path)
  return walker
}

class Walker implements Walk {
  readonly files: SourceFile[] = []
  readonly roots: string[] = []
  readonly leftOut: { path: string; reason: LeftOutReason }[] = []
  readonly failures: { path: string; message: string }[] = []
  readonly withoutGit: { path: string; why: string }[] = []
  readonly #isExcluded: (relative: string) => boolean
  readonly #signal: AbortSignal | undefined
  readonly #seen = new Set<string>()
  readonly #repositories: Repository[] = []
  #gitMissing = false

  constructor({ exclude = [], signal }: WalkOptions) {
    this.#isExcluded = createExclude(exclude)
    this.#signal = signal
  }

  close(): void {}

  async named(path: string): Promise<void> {
    const bytes = Buffer.from(path)
    await this.#guard(bytes, async () => {
      const target = await stat(bytes)
      // The pipe of `<(command)` has no other name.
      const real = target.isFIFO() ? bytes : await realpath(bytes, { encoding: 'buffer' })
      if (target.isDirectory()) await this.#root(path, real)
      else if (target.isFIFO()) await this.#single(path, real, undefined)
      else if (target.isFile()) await this.#single(path, real, target.size)
      else this.leftOut.push({ path, reason: 'special' })
    })
  }

  /** Runs work on a path; what the file system refuses becomes a failure in the answer. */
  async #guard(path: Buffer, work: () => Promise<void>): Promise<void> {
    this.#signal?.throwIfAborted()
    try {
      await work()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
      this.#fail(path, error as Error)
    }
  }

  async #root(path: string, real: Buffer): Promise<void> {
    const repository = await this.#ask(path)
    const folder = { path: Buffer.from(path), real }
    if (!(repository instanceof GitError)) {
      const { prefix, name } = repository
      this.roots.push(nameOf(prefix))
      const why = await this.#tracked({ ...folder, prefix, repo: name }, path)
      if (why === undefined) return
      this.withoutGit.push({ path, why })
      return this.#plain({ ...folder, prefix, repo: name }, real, false)
    }
    this.withoutGit.push({ path, why: reasonOf(repository) })
    const prefix = outsideName(path)
    this.roots.push(prefix === '' ? '' : `${prefix}/`)
    await this.#plain(
      { ...folder, prefix: prefix === '' ? Buffer.alloc(0) : Buffer.from(`${prefix}/`) },
      real,
      true,
    )
  }

  async #single(path: string, real: Buffer, size: number | undefined): Promise<void> {
    const known = this.#repositories.find(({ root }) => isWithin(root, real))
    const repository = known ?? (await this.#ask(dirname(path)))
    if (repository instanceof GitError) {
      this.#add(Buffer.from(path), real, Buffer.from(outsideName(path)), size, undefined)
      return
    }
    // A link may be named that leads out of its repository: then its own place tells nothing.
    const inside = isWithin(repository.root, real) ? real.subarray(repository.root.length + 1) : undefined
    this.#add(
      Buffer.from(path),
      real,
      inside ?? Buffer.from(outsideName(path)),
      size,
      inside && repository.name,
    )
  }

  async #ask(cwd: string): Promise<Repository | GitError> {
    if (this.#gitMissing) return new GitError('git is not installed', true)
    try {
      const repository = await repositoryOf({ cwd, signal: this.#signal })
      this.#repositories.push(repository)
      return repository
    } catch (error) {
      if (!(error instanceof GitError)) throw error
      this.#gitMissing = error.missing
      return error
    }
  }

  /** Takes what git lists, or says why that cannot be gone by: it ignores the folder that was named, or gives no answer. */
  async #tracked(folder: Folder, cwd: string): Promise<string | undefined> {
    const options = { cwd, signal: this.#signal }
    const entries = await listFiles(options).catch((error: unknown) => {
      if (error instanceof GitError) return error
      throw error
    })
    if (entries instanceof GitError) return entries.message
    if (entries.length === 0 && folder.prefix.length > 0) {
      const ignored = await git(['check-ignore', '-q', '.'], options).then(
        () => true,
        () => false,
      )
      if (ignored) return 'git ignores it'
    }
    for await (const { name, found, size } of lookAtTracked(folder, entries)) {
      this.#signal?.throwIfAborted()
      const path = join(folder.path, name)
      if (found === 'file')
        this.#add(path, join(folder.real, name), Buffer.concat([folder.prefix, name]), size, folder.repo)
      else if (found instanceof Error) this.#fail(path, found)
      else this.#leaveOut(path, found)
    }
    return undefined
  }

  /** Walks a folder that git knows nothing of. `root`: the real path that no link may lead out of. */
  async #plain(folder: Folder, root: Buffer, findsRepositories: boolean): Promise<void> {
    const key = folder.real.toString('latin1')
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    const entries = await readdir(folder.path, { withFileTypes: true, encoding: 'buffer' })
    const name = (entry: { name: Buffer }): string => entry.name.toString('latin1')
    if (findsRepositories && !folder.real.equals(root) && entries.some(entry => name(entry) === '.git')) {
      const text = folder.path.toString('utf8')
      const repository = await this.#ask(text)
      const why =
        repository instanceof GitError
          ? reasonOf(repository)
          : await this.#tracked({ ...folder, prefix: repository.prefix, repo: repository.name }, text)
      if (why === undefined) return
      this.withoutGit.push({ path: nameOf(folder.path), why })
    }
    entries.sort((a, b) => Buffer.compare(a.name, b.name))
    for (const entry of entries) {
      const path = join(folder.path, entry.name)
      const below = Buffer.concat([folder.prefix, entry.name])
      if (BUILT_IN.has(name(entry))) this.#leaveOut(path, 'built_in')
      else
        await this.#guard(path, () =>
          this.#entry(folder, { path, below, isLink: entry.isSymbolicLink() }, root, findsRepositories),
        )
    }
  }

  async #entry(
    folder: Folder,
    { path, below, isLink }: { path: Buffer; below: Buffer; isLink: boolean },
    root: Buffer,
    findsRepositories: boolean,
  ): Promise<void> {
    const target = await stat(path).catch((error: NodeJS.ErrnoException) => {
      // A link that leads nowhere, or in a circle.
      if (isLink) return undefined
      throw error
    })
    const real = target && (await realpath(path, { encoding: 'buffer' }))
    if (target === undefined || real === undefined || !isWithin(root, real)) this.#leaveOut(path, 'link')
    else if (target.isDirectory()) {
      if (this.#isExcluded(nameOf(below))) this.#leaveOut(path, 'excluded')
      else
        await this.#plain(
          { ...folder, path, real, prefix: Buffer.concat([below, SLASH]) },
          root,
          findsRepositories,
        )
    } else if (target.isFile()) this.#add(path, real, below, target.size, folder.repo)
    else this.#leaveOut(path, 'special')
  }

  #fail(path: Buffer, { message }: Error): void {
    this.failures.push({ path: nameOf(path), message: withoutPath(message) })
  }

  #leaveOut(path: Buffer, reason: LeftOutReason): void {
    this.leftOut.push({ path: nameOf(path), reason })
  }

  /** `size` is undefined of a pipe. */
  #add(path: Buffer, real: Buffer, below: Buffer, size: number | undefined, repo: string | undefined): void {
    const name = nameOf(below)
    if (this.#isExcluded(name)) {
      this.#leaveOut(path, 'excluded')
      return
    }
    const key = real.toString('latin1')
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.files.push({
      path: nameOf(path),
      relative: name,
      uri: uriOf(below),
      size: size ?? 0,
      ...(repo === undefined ? {} : { repo }),
      read: () => (size === undefined ? readPipe(path, this.#signal) : readDisk(path, size)),
    })
  }
}

const reasonOf = ({ message }: GitError): string =>
  message.includes('not a git repository') ? 'it is no git repository' : message

/** Node's message of a file system error without the path, which stands beside it. */
const withoutPath = (message: string): string => message.replace(/, \w+(?: '.*')?$/s, '')
