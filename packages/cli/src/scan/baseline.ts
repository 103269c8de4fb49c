import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { TallyError } from '@tallystick/core'
import type { FileFinding } from '@tallystick/firewall'

/** A finding that is known: the same rule, in the same file, with the same value. */
type Entry = { readonly rule: string; readonly path: string; readonly fingerprint: string }

/** What a baseline file says. */
export type Baseline = {
  /** Key of the fingerprints: two baselines have nothing in common by which a value could be told. */
  readonly salt: string
  readonly findings: readonly Entry[]
}

const VERSION = 1
const keyOf = ({ rule, path, fingerprint }: Entry): string => JSON.stringify([path, rule, fingerprint])

/** Reads a baseline; undefined when there is no such file. Throws TALLY_CONFIG_INVALID when it is none. */
export async function readBaseline(file: string): Promise<Baseline | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new TallyError('TALLY_CONFIG_INVALID', `the baseline ${file} cannot be read: ${error.code}`, {
      cause: error,
    })
  })
  if (text === undefined) return undefined
  const value = parse(text)
  if (!isBaseline(value))
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `${file} is no baseline of version ${VERSION}; make one with --update-baseline`,
    )
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isBaseline(value: unknown): value is Baseline {
  const { version, salt, findings } = Object(value) as Record<string, unknown>
  return (
    version === VERSION &&
    typeof salt === 'string' &&
    /^[0-9a-f]{32,}$/.test(salt) &&
    Array.isArray(findings) &&
    findings.every((entry: unknown) => {
      const { rule, path, fingerprint } = Object(entry) as Record<string, unknown>
      return [rule, path, fingerprint].every(text => typeof text === 'string')
    })
  )
}

export const newBaseline = (): Baseline => ({ salt: randomBytes(32).toString('hex'), findings: [] })

/** Holds findings against a baseline, and makes the next one. */
export class BaselineCheck {
  readonly #before: Baseline
  readonly #known: ReadonlySet<string>
  readonly #met = new Map<string, Entry>()
  readonly #scanned = new Set<string>()

  constructor(before: Baseline) {
    this.#before = before
    this.#known = new Set(before.findings.map(keyOf))
  }

  get salt(): string {
    return this.#before.salt
  }

  /** A file was scanned to its end, so that what the baseline says of it and was not met is gone. */
  scanned(path: string): void {
    this.#scanned.add(path)
  }

  /** Whether the baseline knows a finding. */
  knows(path: string, { rule, fingerprint = '' }: FileFinding): boolean {
    const entry = { rule, path, fingerprint }
    const key = keyOf(entry)
    this.#met.set(key, entry)
    return this.#known.has(key)
  }

  /** Entries that are there no more, as far as this scan can tell: their file was scanned, or is gone from a folder that was. */
  stale(roots: readonly string[], met: ReadonlySet<string>): readonly Entry[] {
    return this.#before.findings.filter(
      entry =>
        !this.#met.has(keyOf(entry)) &&
        (this.#scanned.has(entry.path) ||
          (!met.has(entry.path) &&
            roots.some(root => entry.path.startsWith(root) && !entry.path.startsWith('/')))),
    )
  }

  /** The baseline after this scan: what was found, and what it could say nothing about. */
  next(stale: readonly Entry[]): Baseline {
    const gone = new Set(stale.map(keyOf))
    const entries = new Map(
      this.#before.findings.filter(entry => !gone.has(keyOf(entry))).map(entry => [keyOf(entry), entry]),
    )
    for (const [key, entry] of this.#met) entries.set(key, entry)
    return {
      salt: this.salt,
      findings: [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
    }
  }
}

/** Writes a baseline, one entry a line so that changes read well, in the place of the old one at once. */
export async function writeBaseline(file: string, { salt, findings }: Baseline): Promise<void> {
  const entries = findings.map(
    ({ rule, path, fingerprint }) => `    ${JSON.stringify({ rule, path, fingerprint })}`,
  )
  const list = entries.length === 0 ? '[]' : `[\n${entries.join(',\n')}\n  ]`
  const text = `{\n  "version": ${VERSION},\n  "salt": ${JSON.stringify(salt)},\n  "findings": ${list}\n}\n`
  try {
    await writeFile(`${file}.part`, text, { mode: 0o644 })
    await rename(`${file}.part`, file)
  } catch (error) {
    throw new TallyError(
      'TALLY_CLI_USAGE',
      `cannot write ${file}: ${(error as NodeJS.ErrnoException).code}`,
      {
        cause: error,
      },
    )
  }
}
