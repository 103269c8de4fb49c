import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Finding, personalScanner } from '@tallystick/firewall'
import { dlpSet } from '../../scripts/dlp.ts'
import { CLAIMED } from './personal-types.ts'

type Scan = (text: string) => Promise<readonly Finding[]>
type Row = { set: string; figure: string; value: string; goal?: string; met?: boolean }
type Span = { readonly type: string; readonly start: number; readonly end: number }

const GOAL_CASES = 0.95
const GOAL_STRUCTURED = 0.97

/**
 * Personal data: recogniser cases by type, structured identifiers in synthetic texts, and false positives where there is nothing. Rules
 * were developed on the even rows of the sets; the odd ones are reported on their own.
 */
export async function measurePersonal(scan: Scan): Promise<{ title: string; rows: Row[] }> {
  const rows = [
    ...recogniserCases(),
    ...(await casesWithPolicy(scan)),
    ...(await syntheticTexts(scan, 'presidio-research/generated_large.json')),
    ...(await syntheticTexts(scan, 'presidio-research/generated_small.json')),
    ...(await labelledTexts(scan)),
    ...(await quietTexts(scan)),
  ]
  return { title: 'Personal data', rows }
}

type Case = {
  recognizer: string
  entities: string[]
  text: string
  expected_len?: number | null
  expected_positions?: [number, number][] | [number, number] | string
  expected_position?: [number, number][] | [number, number]
}

/** Every case of a claimed type, as [case, what is expected: places, or their number alone]. */
function* claimedCases(): Generator<{
  entry: Case
  types: readonly string[]
  places?: [number, number][]
  count: number
  odd: boolean
}> {
  let index = 0
  for (const entry of dlpSet<Case>('presidio-recognizer-cases/cases.jsonl') ?? []) {
    const types = CLAIMED[entry.recognizer]
    const odd = index++ % 2 === 1
    if (types === undefined) continue
    const places = placesOf(entry.expected_positions ?? entry.expected_position, entry.expected_len)
    const count = entry.expected_len ?? places?.length
    if (count === undefined || count === null) continue
    yield { entry, types, count, odd, ...(places !== undefined && places.length === count && { places }) }
  }
}

function placesOf(value: unknown, count: number | null | undefined): [number, number][] | undefined {
  if (!Array.isArray(value) || count === 0) return undefined
  if (typeof value[0] === 'number') return [value as [number, number]]
  return value as [number, number][]
}

/** By the scanner alone and all its scores, asked for the types of the case, as each recogniser is asked by its own test. */
function recogniserCases(): Row[] {
  const tally = new Map<string, [number, number]>()
  for (const { entry, types, places, count, odd } of claimedCases()) {
    const scanner = personalScanner({ types })
    const found = scanner.scan(
      { text: entry.text, encoding: 'plain', hidden: [] },
      { stage: 'input', signal: new AbortController().signal },
    )
    const spans = unique(found as readonly Span[])
    add(tally, odd ? 'odd rows' : 'even rows', isRight(spans, places, count))
    add(tally, 'all rows', isRight(spans, places, count))
  }
  return [...tally].map(([half, [right, all]]) => ({
    set: `recogniser cases, ${half}`,
    figure: `as expected, of ${all} of ${Object.keys(CLAIMED).length} recognisers claimed`,
    value: percent(right, all),
    goal: `≥ ${GOAL_CASES * 100} %`,
    met: right / all >= GOAL_CASES,
  }))
}

/** By all scanners with the default policy: whether it finds something in the place, and nothing where nothing is expected. */
async function casesWithPolicy(scan: Scan): Promise<Row[]> {
  const tally = new Map<string, [number, number]>()
  for (const { entry, types, places, count } of claimedCases()) {
    const found = await scan(entry.text)
    const own = found.filter(({ type }) => types.includes(type))
    if (count === 0) add(tally, 'where the type is not: silent about it', own.length === 0)
    else {
      add(tally, 'where the type is: found as that type', isRight(own, places, count))
      const covered = (places ?? []).every(([start, end]) =>
        found.some(one => one.start <= start && one.end >= end),
      )
      add(tally, 'where the type is: covered by any finding', covered && found.length > 0)
    }
  }
  return [...tally].map(([figure, [right, all]]) => ({
    set: 'recogniser cases, default policy',
    figure: `${figure} (of ${all})`,
    value: percent(right, all),
  }))
}

function unique(spans: readonly Span[]): Span[] {
  const seen = new Map(spans.map(span => [`${span.start}-${span.end}`, span]))
  return [...seen.values()]
}

function isRight(
  found: readonly Span[],
  places: readonly [number, number][] | undefined,
  count: number,
): boolean {
  if (found.length !== count) return false
  return (
    places === undefined ||
    places.every(([start, end]) => found.some(one => one.start === start && one.end === end))
  )
}

/** Labels of the synthetic texts that are structured, and our types for them. */
const STRUCTURED: Readonly<Record<string, readonly string[]>> = {
  EMAIL_ADDRESS: ['email'],
  EMAIL: ['email'],
  PHONE_NUMBER: ['phone'],
  PHONE: ['phone'],
  CREDIT_CARD: ['payment_card'],
  IBAN: ['iban'],
  IBAN_CODE: ['iban'],
  US_SSN: ['us_ssn', 'us_itin'],
  SSN: ['us_ssn', 'us_itin'],
  IP_ADDRESS: ['ip_address'],
  ROUTING_NUMBER: ['us_routing_number'],
}
const STRUCTURED_TYPES = new Set(Object.values(STRUCTURED).flat())

type Synthetic = {
  full_text: string
  spans: { entity_type: string; start_position: number; end_position: number }[]
}

async function syntheticTexts(scan: Scan, path: string): Promise<Row[]> {
  const set = dlpSet<Synthetic>(path)
  if (set === undefined) return []
  const rows: Row[] = []
  for (const [half, keep] of [
    ['even rows', 0],
    ['odd rows', 1],
  ] as const) {
    const score = new Score()
    for (const [index, { full_text: text, spans }] of set.entries()) {
      if (index % 2 !== keep) continue
      const gold = spans.flatMap(({ entity_type, start_position, end_position }) =>
        STRUCTURED[entity_type] === undefined
          ? []
          : [{ type: entity_type, start: start_position, end: end_position }],
      )
      score.count(gold, await scan(text))
    }
    rows.push(...score.rows(`${path}, ${half}`))
  }
  return rows
}

type Labelled = { text: string; NER: { entity?: string; label: string }[] }

/** Values without places; of the labels those are left out that mask their value, or made one up that is not in the text. */
async function labelledTexts(scan: Scan): Promise<Row[]> {
  const set = dlpSet<Labelled>('nanni-pii/pii_syn_nano_en.json')
  if (set === undefined) return []
  const score = new Score()
  for (const { text, NER } of set) {
    const gold = NER.flatMap(({ entity = '', label }) => {
      const value = VALUE.exec(entity)?.[0]
      const start = value === undefined ? -1 : text.indexOf(value)
      return STRUCTURED[label] === undefined || start === -1
        ? []
        : [{ type: label, start, end: start + (value as string).length }]
    })
    score.count(gold, await scan(text))
  }
  const [recall, precision] = score.rows('nanni-pii') as [Row, Row]
  // Its labels leave out values that stand in the text, the same one a second time among them.
  return [
    recall,
    { set: precision.set, figure: `${precision.figure}, labels are incomplete`, value: precision.value },
  ]
}

const VALUE = /[\w.+-]+@[\w.-]+\.\w+|[A-Z]{2}\d{2}[A-Z\d ]{11,}|\+?\d[\d -]{6,}\d/

/** Micro-averaged over structured types: a value is found when a finding of its type overlaps it by more than half. */
class Score {
  #found = 0
  #missed = 0
  #wrong = 0

  count(gold: readonly Span[], findings: readonly Finding[]): void {
    const own = findings.filter(({ type }) => STRUCTURED_TYPES.has(type))
    const matches = (span: Span, finding: Finding) =>
      (STRUCTURED[span.type] as readonly string[]).includes(finding.type) &&
      Math.min(span.end, finding.end) - Math.max(span.start, finding.start) > (span.end - span.start) / 2
    for (const span of gold) {
      if (own.some(finding => matches(span, finding))) this.#found++
      else this.#missed++
    }
    this.#wrong += own.filter(finding => !gold.some(span => matches(span, finding))).length
  }

  rows(set: string): Row[] {
    const recall = this.#found / (this.#found + this.#missed)
    const precision = this.#found / (this.#found + this.#wrong)
    const row = (figure: string, value: number) => ({
      set,
      figure,
      value: value.toFixed(3),
      goal: `≥ ${GOAL_STRUCTURED}`,
      met: value >= GOAL_STRUCTURED,
    })
    return [
      row(`recall of structured identifiers (${this.#found + this.#missed})`, recall),
      row(`precision of structured identifiers (${this.#found + this.#wrong})`, precision),
    ]
  }
}

/** Findings in texts that hold no personal data, or next to none. */
async function quietTexts(scan: Scan): Promise<Row[]> {
  const rows: Row[] = []
  for (const [set, texts] of quietSets()) {
    const counts = new Map<string, number>()
    for (const text of texts) {
      for (const { type } of await scan(text)) counts.set(type, (counts.get(type) ?? 0) + 1)
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5)
    rows.push({
      set,
      figure: `findings per 1,000 texts (of ${texts.length})`,
      value: `${((total / texts.length) * 1_000).toFixed(1)}${top.length === 0 ? '' : `: ${top.map(([type, count]) => `${type} ${count}`).join(', ')}`}`,
    })
  }
  return rows
}

function* quietSets(): Generator<[string, readonly string[]]> {
  const prompts = (
    dlpSet<{ instruction: string; instances: { input: string }[] }>(
      'self-instruct/user_oriented_instructions.jsonl',
    ) ?? []
  ).map(({ instruction, instances }) => `${instruction}\n${instances[0]?.input ?? ''}`)
  if (prompts.length > 0) yield ['benign prompts: self-instruct', prompts]
  const benign = dlpSet<{ prompt: string }>('injecguard/NotInject_one.json')
  if (benign !== undefined) yield ['benign prompts: NotInject', benign.map(({ prompt }) => prompt)]
  const borderline = dlpSet<{ mutated_prompt: string }>('cyberseceval/mitre_frr.json')
  if (borderline !== undefined)
    yield ['benign prompts: mitre_frr', borderline.map(({ mutated_prompt }) => mutated_prompt)]
  const secrets = dlpSet<{ text: string }>('gitleaks/rule_cases.jsonl')
  if (secrets !== undefined) yield ['gitleaks cases (secrets in code)', secrets.map(({ text }) => text)]
  yield* logs()
}

function* logs(): Generator<[string, readonly string[]]> {
  const folder = join(resolve(process.env.TALLY_DATA || '../shared/data'), 'loghub')
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder).sort()) {
    const inside = join(folder, name)
    const file = name.includes('.') ? undefined : readdirSync(inside).find(entry => entry.endsWith('.log'))
    if (file === undefined) continue
    const lines = readFileSync(join(inside, file), 'utf8')
      .split('\n')
      .filter(line => line !== '')
    yield [`logs: ${name}`, lines.slice(0, 2_000)]
  }
}

function add(tally: Map<string, [number, number]>, key: string, right: boolean): void {
  const [good, all] = tally.get(key) ?? [0, 0]
  tally.set(key, [good + (right ? 1 : 0), all + 1])
}

function percent(part: number, all: number): string {
  return `${((part / all) * 100).toFixed(1)} %`
}
