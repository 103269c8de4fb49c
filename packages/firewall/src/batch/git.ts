import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { nameOf, splitNul } from './names.ts'

/**
 * Nothing that a repository configures may run a program while it is read: no file system monitor, no hooks, no fetching of what a
 * partial clone lacks.
 */
const GUARDED = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']

/** In a hook, git's own variables name one repository and would be taken for every folder. */
const OF_A_HOOK = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
] as const

export type GitOptions = {
  readonly cwd: string
  /** Ask the repository and the index that a hook was started for. */
  readonly inHook?: boolean
  /** Ends git: what it reads may be a pipe that nobody writes to. */
  readonly signal?: AbortSignal | undefined
}

/** Why git gave no answer. */
export class GitError extends Error {
  override readonly name = 'GitError'
  /** There is no git on this machine. */
  readonly missing: boolean

  constructor(message: string, missing: boolean) {
    super(message)
    this.missing = missing
  }
}

/** Starts git with pipes on all three streams. */
export function startGit(args: readonly string[], { cwd, inHook = false, signal }: GitOptions): ChildProcess {
  const env: NodeJS.ProcessEnv = { ...process.env, GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' }
  if (!inHook) for (const name of OF_A_HOOK) delete env[name]
  return spawn('git', [...GUARDED, ...args], { cwd, env, signal, stdio: ['pipe', 'pipe', 'pipe'] })
}

/** Some of what keeps a program from being started is thrown, and not told by an event: a file where a folder should be. */
function started(args: readonly string[], options: GitOptions): ChildProcess {
  try {
    return startGit(args, options)
  } catch (error) {
    throw new GitError((error as Error).message, false)
  }
}

/** What git prints. Rejects with a GitError, or the reason of `signal`. */
export async function git(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const child = started(args, options)
  const printed: Buffer[] = []
  let complaint = ''
  child.stdin!.on('error', () => {})
  child.stdin!.end()
  child.stdout!.on('data', (piece: Buffer) => printed.push(piece))
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => {
    complaint += piece.slice(0, 2_000 - complaint.length)
  })
  const [code] = (await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    options.signal?.throwIfAborted()
    throw new GitError(
      error.code === 'ENOENT' ? 'git is not installed' : error.message,
      error.code === 'ENOENT',
    )
  })) as [number | null]
  if (code !== 0) throw new GitError(complaint.split('\n')[0] || `git ended with ${code}`, false)
  return Buffer.concat(printed)
}

/** Without the line end that git puts behind a path. */
const line = (printed: Buffer): Buffer => (printed.at(-1) === 10 ? printed.subarray(0, -1) : printed)

export type Repository = {
  /** The work tree's root. */
  readonly root: Buffer
  /** Of the folder that was asked about, below the root: empty or `folder/`. */
  readonly prefix: Buffer
  readonly name: string
}

/** The work tree that a folder lies in; rejects with a GitError when it is none or git may not read it. */
export async function repositoryOf(options: GitOptions): Promise<Repository> {
  const root = line(await git(['rev-parse', '--show-toplevel'], options))
  // In a bare repository, or in .git itself.
  if (root.length === 0) throw new GitError('not in a work tree', false)
  const prefix = line(await git(['rev-parse', '--show-prefix'], options))
  const remote = await git(['config', '--get', 'remote.origin.url'], options).catch(() => Buffer.alloc(0))
  return { root, prefix, name: repositoryName(line(remote).toString('utf8')) ?? basename(nameOf(root)) }
}

/** `github.com/owner/name` of a remote's address, without user, password, port and `.git`; undefined for a folder. */
export function repositoryName(remote: string): string | undefined {
  if (/^\w[\w+.-]*:\/\//.test(remote)) {
    const url = URL.canParse(remote) ? new URL(remote) : undefined
    if (url === undefined || url.hostname === '') return undefined
    return clean(`${url.hostname}${url.pathname}`)
  }
  // scp-like: [user@]host:path
  const scp = /^(?:[^@/:]+@)?([^@/:]{2,}):(?!\\)([^:]+)$/.exec(remote)
  return scp === null ? undefined : clean(`${scp[1]}/${scp[2]}`)
}

const clean = (path: string): string =>
  path
    .replace(/\/{2,}/g, '/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')

export type GitEntry = {
  /** Below the folder that was asked about. */
  readonly name: Buffer
  readonly kind: 'file' | 'link' | 'submodule' | 'repository'
}

const KINDS: Readonly<Record<string, GitEntry['kind']>> = { '120000': 'link', '160000': 'submodule' }

/** What git tracks below a folder, and what is there without being ignored. */
export async function listFiles(options: GitOptions): Promise<GitEntry[]> {
  const [tracked, others] = await Promise.all([
    git(['ls-files', '-z', '--cached', '--stage'], options),
    git(['ls-files', '-z', '--others', '--exclude-standard'], options),
  ])
  const entries = new Map<string, GitEntry>()
  for (const record of splitNul(tracked)) {
    // `mode SP object SP stage TAB name`; a file in conflict stands there once for each stage.
    const tab = record.indexOf(9)
    const name = record.subarray(tab + 1)
    entries.set(name.toString('latin1'), { name, kind: KINDS[record.toString('latin1', 0, 6)] ?? 'file' })
  }
  for (const name of splitNul(others)) {
    // A repository within this one that is no submodule ends in a slash: git does not look into it.
    const nested = name.at(-1) === 47
    entries.set(name.toString('latin1'), {
      name: nested ? name.subarray(0, -1) : name,
      kind: nested ? 'repository' : 'file',
    })
  }
  return [...entries.values()]
}

export type StagedEntry = GitEntry & { readonly object: string }

/** What a commit would add or change, below the folder; names are below the work tree's root. */
export async function listStaged(options: GitOptions): Promise<StagedEntry[]> {
  const printed = await git(
    [
      'diff',
      '--cached',
      '--raw',
      '-z',
      '--no-abbrev',
      '--no-renames',
      '--no-ext-diff',
      '--diff-filter=d',
      '--',
      '.',
    ],
    options,
  )
  const fields = splitNul(printed)
  const entries: StagedEntry[] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    // `:mode mode object object status` NUL `name`
    const [, mode = '', , object = ''] = fields[i]!.toString('latin1').split(' ')
    entries.push({ name: fields[i + 1]!, kind: KINDS[mode] ?? 'file', object })
  }
  return entries
}
