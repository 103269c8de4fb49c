import { createHash } from 'node:crypto'
import { canonicalize, suggest, TallyError } from '@tallystick/core'
import * as v from 'valibot'
import { builtInScanners } from '../built-in.ts'
import { ACTIONS, FAMILIES, type Scanner, SEVERITIES, type Severity } from '../types.ts'

export const REDACTIONS = ['placeholder', 'mask', 'hash', 'encrypt', 'format'] as const
/** How a value is taken out of a text; see redact/. */
export type Redaction = (typeof REDACTIONS)[number]

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const deadline = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600_000))
const action = v.picklist(ACTIONS)
const redaction = v.picklist(REDACTIONS)
const onFailure = v.picklist(['open', 'closed'])
const text = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest))
/** An object that holds nothing else. An array would count as one without entries. */
const strict = <E extends v.ObjectEntries>(entries: E) =>
  v.pipe(
    v.unknown(),
    v.check(value => !Array.isArray(value), 'Expected an object but received an array'),
    v.strictObject(entries, ({ expected, received }) =>
      expected === 'never' ? 'A policy has no such part' : `Expected an object but received ${received}`,
    ),
  )
const bySeverity = strict(v.entriesFromList(SEVERITIES, v.exactOptional(share)))

/** What a policy may say; whatever it leaves out is as in `DEFAULT_POLICY`. */
const PolicyDocument = strict({
  /** Recorded with every result. */
  name: v.exactOptional(text(64)),
  /** Matches that are less sure than this are no findings. Default 0.4. */
  min_score: v.exactOptional(share),
  /** How much a certain finding of a type of this severity says about the text. */
  weights: v.exactOptional(bySeverity),
  /** From which risk score on a text is of this severity. */
  thresholds: v.exactOptional(bySeverity),
  actions: v.exactOptional(strict(v.entriesFromList(FAMILIES, v.exactOptional(action)))),
  redaction: v.exactOptional(redaction),
  on_failure: v.exactOptional(onFailure),
  /** For each scanner. Default 2,000. */
  deadline_ms: v.exactOptional(deadline),
  /** By type of finding. */
  types: v.exactOptional(
    v.record(
      v.string(),
      strict({
        off: v.exactOptional(v.boolean()),
        action: v.exactOptional(action),
        /** Instead of that of the severity. */
        weight: v.exactOptional(share),
        /** Instead of the policy’s. */
        min_score: v.exactOptional(share),
        redaction: v.exactOptional(redaction),
      }),
    ),
  ),
  /** By id of scanner. */
  scanners: v.exactOptional(
    v.record(
      v.string(),
      strict({
        off: v.exactOptional(v.boolean()),
        deadline_ms: v.exactOptional(deadline),
        on_failure: v.exactOptional(onFailure),
      }),
    ),
  ),
  /** Values that are no findings, letter for letter. */
  allow: v.exactOptional(v.pipe(v.array(text(1_024)), v.maxLength(10_000))),
})
export type PolicyInput = v.InferOutput<typeof PolicyDocument>

/** What is done about what is found, with every default filled in. */
export type ScanPolicy = Required<Omit<PolicyInput, 'weights' | 'thresholds' | 'actions'>> & {
  readonly weights: Readonly<Record<Severity, number>>
  readonly thresholds: Readonly<Record<Severity, number>>
  readonly actions: Readonly<Record<(typeof FAMILIES)[number], (typeof ACTIONS)[number]>>
  /** SHA-256 of its canonical form (RFC 8785), 16 hex digits: tells what was in force. */
  readonly hash: string
}

const DEFAULTS = {
  name: 'default',
  min_score: 0.4,
  weights: { Info: 0.05, Low: 0.25, Medium: 0.5, High: 0.9, Critical: 1 },
  thresholds: { Info: 0, Low: 0.1, Medium: 0.35, High: 0.7, Critical: 0.9 },
  actions: { secret: 'redact', personal: 'redact', attack: 'block' },
  redaction: 'placeholder',
  on_failure: 'closed',
  deadline_ms: 2_000,
  types: {},
  scanners: {},
  allow: [],
} as const satisfies PolicyInput

/** Fills in the defaults. Throws TALLY_CONFIG_INVALID, naming every part that is not valid. */
export function policyOf(input: unknown = {}): ScanPolicy {
  const { success, issues, output: given } = v.safeParse(PolicyDocument, input)
  if (!success)
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `the scan policy is not valid: ${issues
        .slice(0, 8)
        .map(issue => `${v.getDotPath(issue) ?? 'the policy'}: ${issue.message}`)
        .join('; ')}`,
    )
  const whole = {
    ...DEFAULTS,
    ...given,
    weights: { ...DEFAULTS.weights, ...given.weights },
    thresholds: { ...DEFAULTS.thresholds, ...given.thresholds },
    actions: { ...DEFAULTS.actions, ...given.actions },
  }
  const hash = createHash('sha256').update(canonicalize(whole)).digest('hex').slice(0, 16)
  return Object.freeze({ ...whole, hash }) as ScanPolicy
}

type Names = { readonly types: readonly string[]; readonly scanners: readonly string[] }

const namesOf = (scanners: readonly Scanner[]): Names => ({
  types: scanners.flatMap(({ types }) => types.map(({ type }) => type)),
  scanners: scanners.map(({ id }) => id),
})

let builtIn: Names | undefined

const PROBLEMS = { types: 'no scanner finds this type', scanners: 'no scanner has this id' } as const

/**
 * Refuses a policy about a type or a scanner that is neither built in nor of those given: misspelt it would protect nothing. Throws
 * TALLY_CONFIG_INVALID.
 */
export function mustBeKnown(policy: ScanPolicy, scanners: readonly Scanner[] = []): void {
  const own = namesOf(scanners)
  const told = (['types', 'scanners'] as const).flatMap(part => {
    const foreign = Object.keys(policy[part]).filter(name => !own[part].includes(name))
    if (foreign.length === 0) return []
    builtIn ??= namesOf(builtInScanners())
    const known = [...own[part], ...builtIn[part]]
    return foreign
      .filter(name => !known.includes(name))
      .map(name => {
        const meant = suggest(name, known)
        return `${part}.${name}: ${PROBLEMS[part]}${meant === undefined ? '' : `; did you mean ${meant}?`}`
      })
  })
  if (told.length > 0)
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `the scan policy is not valid: ${told.slice(0, 8).join('; ')}`,
    )
}

export const DEFAULT_POLICY: ScanPolicy = policyOf()
