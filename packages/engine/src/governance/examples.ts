import { parseTime, TallyError, timeToMs } from '@tallystick/core'
import { readSource } from './document.ts'
import { checkInput } from './input.ts'
import type { Policy, Verdict } from './policy.ts'

/** What a test of a policy asks, and what it expects where it does. */
export type Example = {
  readonly name: string
  readonly body: unknown
  readonly customer: string
  readonly key: { readonly id: string; readonly name: string; readonly scopes: readonly string[] }
  /** Epoch milliseconds; absent: the time of the test. */
  readonly now?: number
  readonly expect?: Expectation
}

export type Expectation = {
  readonly allowed?: boolean
  readonly riskScore?: number
  /** Ids of rules that must apply; others may. */
  readonly rules?: readonly string[]
  /** Code of the error by which the check is refused. */
  readonly refused?: string
}

export type ExampleResult = {
  readonly name: string
  readonly verdict?: Verdict
  readonly refused?: { readonly code: string; readonly message: string }
  /** What is not as expected, in words; absent where all is, or nothing was expected. */
  readonly mismatch?: string
}

const MAX_EXAMPLES = 1_000
const TOLERANCE = 0.000_05

/** Evaluates a policy for an example; nothing is recorded. */
export function runExample(policy: Policy, example: Example, now: number): ExampleResult {
  const { name, body, customer, key, expect = {} } = example
  try {
    const verdict = policy.evaluate(checkInput(body), { customer, key, now: example.now ?? now })
    const mismatch = expect.refused === undefined ? mismatchOf(verdict, expect) : `expected ${expect.refused}`
    return { name, verdict, ...(mismatch === undefined ? {} : { mismatch }) }
  } catch (error) {
    if (!(error instanceof TallyError)) throw error
    const refused = { code: error.code, message: error.message }
    const wanted = Object.keys(expect).length === 0 || expect.refused === error.code
    return { name, refused, ...(wanted ? {} : { mismatch: `refused with ${error.code}` }) }
  }
}

function mismatchOf(verdict: Verdict, expect: Expectation): string | undefined {
  const wrong: string[] = []
  if (expect.allowed !== undefined && expect.allowed !== verdict.allowed)
    wrong.push(`expected to be ${expect.allowed ? 'allowed' : 'blocked'}`)
  if (expect.riskScore !== undefined && Math.abs(expect.riskScore - verdict.riskScore) > TOLERANCE)
    wrong.push(`expected risk ${expect.riskScore}`)
  for (const rule of expect.rules ?? [])
    if (!verdict.rules.includes(rule)) wrong.push(`expected rule ${rule} to apply`)
  return wrong.length === 0 ? undefined : wrong.join('; ')
}

/** Examples of a YAML or JSON text: a list, or the member `examples` of a mapping. Throws TALLY_POLICY_INVALID with line and column. */
export function readExamples(source: string): readonly Example[] {
  const text = readSource(source)
  const listed = Array.isArray(text.value)
    ? text.value
    : isObject(text.value)
      ? text.value.examples
      : undefined
  if (!Array.isArray(listed))
    throw new TallyError(
      'TALLY_POLICY_INVALID',
      'examples are a list, or a mapping with a list named examples',
    )
  const base = Array.isArray(text.value) ? [] : ['examples']
  if (listed.length > MAX_EXAMPLES)
    throw new TallyError('TALLY_POLICY_TOO_COMPLEX', `there are more than ${MAX_EXAMPLES} examples`)
  return listed.map((value: unknown, index) => {
    try {
      return exampleOf(value, `example ${index + 1}`)
    } catch (error) {
      if (!(error instanceof TallyError)) throw error
      const { line, column } = text.place([...base, index])
      throw new TallyError(error.code, `line ${line}, column ${column}: ${error.message}`, {
        details: { line, column },
      })
    }
  })
}

const KNOWN = ['name', 'model', 'operation', 'metadata', 'customer', 'key', 'now', 'expect']
const EXPECTED = ['allowed', 'risk_score', 'rules', 'refused']

/** One example as it travels: what a check takes, and beside it name, customer, key, now and expect. Throws TALLY_POLICY_INVALID. */
export function exampleOf(value: unknown, unnamed: string): Example {
  const given = membersOf(value, unnamed, KNOWN)
  const { name = unnamed, customer = 'example', key = {}, now, expect, ...body } = given
  const {
    id = 'example',
    name: keyName = 'example',
    scopes = ['ingest'],
  } = membersOf(key, `${unnamed}: key`, ['id', 'name', 'scopes'])
  if (!isText(name) || !isText(customer) || !isText(id) || !isText(keyName) || !isTexts(scopes))
    throw invalid(`${unnamed}: name, customer and the members of key must be texts, scopes a list of them`)
  return {
    name,
    body,
    customer,
    key: { id, name: keyName, scopes },
    ...(now === undefined ? {} : { now: timeOf(now, unnamed) }),
    ...(expect === undefined ? {} : { expect: expectationOf(expect, unnamed) }),
  }
}

function expectationOf(value: unknown, unnamed: string): Expectation {
  const { allowed, risk_score: risk, rules, refused } = membersOf(value, `${unnamed}: expect`, EXPECTED)
  if (
    (allowed !== undefined && typeof allowed !== 'boolean') ||
    (risk !== undefined && typeof risk !== 'number') ||
    (rules !== undefined && !isTexts(rules)) ||
    (refused !== undefined && !isText(refused))
  )
    throw invalid(
      `${unnamed}: expect has allowed (true or false), risk_score, rules (a list) or refused (a code)`,
    )
  return {
    ...(allowed === undefined ? {} : { allowed }),
    ...(risk === undefined ? {} : { riskScore: risk }),
    ...(rules === undefined ? {} : { rules }),
    ...(refused === undefined ? {} : { refused }),
  }
}

function timeOf(value: unknown, unnamed: string): number {
  try {
    return timeToMs(parseTime(value as string))
  } catch (cause) {
    throw invalid(`${unnamed}: now must be an RFC 3339 time`, cause)
  }
}

function membersOf(
  value: unknown,
  what: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw invalid(`${what} must be a mapping`)
  const unknown = Object.keys(value).find(name => !known.includes(name))
  if (unknown !== undefined)
    throw invalid(
      `${what}: ${JSON.stringify(unknown.slice(0, 64))} is not known here; known are ${known.join(', ')}`,
    )
  return value
}

const invalid = (message: string, cause?: unknown) =>
  new TallyError('TALLY_POLICY_INVALID', message, { cause })
const isText = (value: unknown): value is string => typeof value === 'string'
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
