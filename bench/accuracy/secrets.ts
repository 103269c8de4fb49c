/** What is found of the secrets in public scanners' own test cases, and what is flagged in texts without any. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Finding } from '@tallystick/firewall'
import { dlpFolder, dlpSet } from '../../scripts/dlp.ts'

type Scan = (text: string, path?: string) => Promise<readonly Finding[]>
type Row = {
  readonly set: string
  readonly figure: string
  readonly value: string
  readonly goal?: string
  readonly met?: boolean
}

type Case = { readonly rule: string; readonly label: 0 | 1; readonly text: string }
type Snapshot = {
  readonly rule: string
  readonly file: string
  readonly has_options: boolean
  readonly text: string
  readonly messages: readonly { readonly range: readonly [number, number] }[]
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAX_SOURCE = 4_000_000
const MAX_FILE = 500_000

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} % (${part} of ${whole})`

async function count<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<number> {
  let counted = 0
  for (const item of items) if (await holds(item)) counted++
  return counted
}

export async function measureSecrets(scan: Scan): Promise<{ title: string; rows: Row[] }> {
  return {
    title: 'Secrets',
    rows: [...(await gitleaks(scan)), ...(await secretlint(scan)), ...(await benign(scan))],
  }
}

/** The rules were written with other rows in view: each eighth is held out, and was not looked at before they were done. */
async function gitleaks(scan: Scan): Promise<Row[]> {
  const cases = dlpSet<Case>('gitleaks/rule_cases.jsonl') ?? []
  const parts = [
    ['gitleaks cases, all', cases],
    ['gitleaks cases, held-out eighth', cases.filter((_, at) => at % 8 === 7)],
  ] as const
  const rows: Row[] = []
  for (const [set, part] of parts) {
    const secrets = part.filter(({ label }) => label === 1)
    const others = part.filter(({ label }) => label === 0)
    const found = await count(secrets, async ({ text }) => (await scan(text)).length > 0)
    const silent = await count(others, async ({ text }) => (await scan(text)).length === 0)
    rows.push(
      row(set, 'secrets found', found, secrets.length, 0.99),
      row(set, 'negatives silent', silent, others.length, 0.95),
    )
  }
  // Some negatives of one rule are secrets of another by the labels of the set itself.
  const secrets = new Set(cases.filter(({ label }) => label === 1).map(({ text }) => text))
  const others = cases.filter(({ label, text }) => label === 0 && !secrets.has(text))
  const silent = await count(others, async ({ text }) => (await scan(text)).length === 0)
  rows.push(
    row('gitleaks cases, all', 'negatives silent that are no positives too', silent, others.length, 0.95),
  )
  return rows
}

function row(set: string, figure: string, part: number, whole: number, goal: number): Row {
  return {
    set,
    figure,
    value: percent(part, whole),
    goal: `≥ ${100 * goal} %`,
    met: whole > 0 && part / whole >= goal,
  }
}

async function secretlint(scan: Scan): Promise<Row[]> {
  const snapshots = (dlpSet<Snapshot>('secretlint-snapshots/cases.jsonl') ?? []).filter(
    ({ has_options }) => !has_options,
  )
  const dirty = snapshots.filter(({ messages }) => messages.length > 0)
  const clean = snapshots.filter(({ messages }) => messages.length === 0)
  let spans = 0
  let overlapped = 0
  for (const { text, messages } of dirty) {
    const findings = await scan(text)
    spans += messages.length
    overlapped += messages.filter(({ range: [start, end] }) =>
      findings.some(finding => finding.start < end && start < finding.end),
    ).length
  }
  // Comments that switch it off are a matter of files.
  const silent = await count(
    clean,
    async ({ rule, text, file }) =>
      (await scan(text, rule.endsWith('filter-comments') ? file : undefined)).length === 0,
  )
  return [
    {
      set: 'secretlint snapshots',
      figure: 'reported ranges found',
      value: percent(overlapped, spans),
    },
    { set: 'secretlint snapshots', figure: 'clean ones silent', value: percent(silent, clean.length) },
  ]
}

async function benign(scan: Scan): Promise<Row[]> {
  const rows: Row[] = []
  for (const [set, texts] of [
    ['presidio texts', fields('presidio-research/generated_large.json', 'full_text')],
    ['self-instruct prompts', fields('self-instruct/user_oriented_instructions.jsonl', 'instruction')],
    ['InjecGuard prompts', fields('injecguard/NotInject_one.json', 'prompt')],
    ['lines of system logs', logLines()],
    ['identifiers and hashes', identifiers()],
  ] as const) {
    if (texts.length === 0) continue
    const flagged = await count(texts, async text => (await scan(text)).length > 0)
    rows.push({
      set,
      figure: 'flagged per 1,000 texts',
      value: `${((1000 * flagged) / texts.length).toFixed(2)} (${flagged} of ${texts.length})`,
      goal: '≤ 2',
      met: flagged / texts.length <= 0.002,
    })
  }
  const sources = sourceFiles()
  let characters = 0
  let findings = 0
  for (const text of sources) {
    characters += text.length
    findings += (await scan(text)).length
  }
  rows.push({
    set: `${sources.length} files of JavaScript`,
    figure: 'findings per MB',
    value: ((1e6 * findings) / Math.max(characters, 1)).toFixed(2),
  })
  return rows
}

const fields = (path: string, field: string): string[] =>
  (dlpSet<Record<string, unknown>>(path) ?? [])
    .map(item => item[field])
    .filter(text => typeof text === 'string')

function logLines(): string[] {
  const data = dlpFolder()
  const folder = data === undefined ? '' : join(data, '..', 'loghub')
  const shared = existsSync(folder) ? folder : join(ROOT, '..', 'shared', 'data', 'loghub')
  if (!existsSync(shared)) return []
  return readdirSync(shared, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.log'))
    .sort()
    .flatMap(name => readFileSync(join(shared, name), 'utf8').split('\n').slice(0, 500))
}

/** What looks random and is public: UUIDs, commits, integrity hashes, images. From a fixed seed. */
function identifiers(): string[] {
  let state = 20260101
  const bytes = (length: number): Buffer =>
    Buffer.from(
      Array.from({ length }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return state >>> 24
      }),
    )
  const uuid = (): string =>
    bytes(16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return Array.from({ length: 250 }, () => [
    `request_id: ${uuid()} trace=${bytes(16).toString('hex')}`,
    `commit ${bytes(20).toString('hex')}`,
    `"integrity": "sha512-${bytes(64).toString('base64')}",`,
    `![chart](data:image/png;base64,${bytes(600).toString('base64')})`,
  ]).flat()
}

function sourceFiles(): string[] {
  const modules = join(ROOT, 'node_modules')
  if (!existsSync(modules)) return []
  const sources: string[] = []
  let characters = 0
  for (const name of readdirSync(modules, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.js') || characters > MAX_SOURCE) continue
    const path = join(modules, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined || !stat.isFile() || stat.size > MAX_FILE) continue
    const text = readFileSync(path, 'utf8')
    sources.push(text)
    characters += text.length
  }
  return sources
}
