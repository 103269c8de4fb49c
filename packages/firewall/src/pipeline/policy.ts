import { createHash } from 'node:crypto'
import { canonicalize, TallyError } from '@tallystick/core'
import Type, { type Static } from 'typebox'
import { Errors } from 'typebox/value'
import { ACTIONS, FAMILIES, SEVERITIES, type Severity } from '../types.ts'

const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
const literals = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: values })
const strict = { additionalProperties: false } as const

export const REDACTIONS = ['placeholder', 'mask', 'hash', 'encrypt', 'format'] as const
/** How a value is taken out of a text; see redact/. */
export type Redaction = (typeof REDACTIONS)[number]

const action = literals(ACTIONS)
const onFailure = literals(['open', 'closed'] as const)
const severities = (description: string) =>
  Type.Partial(Type.Object(Object.fromEntries(SEVERITIES.map(name => [name, share(description)])), strict))

/** What a policy may say; whatever it leaves out is as in `DEFAULT_POLICY`. */
export const PolicyInput = Type.Object(
  {
    name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'Recorded with every result.' }),
    ),
    min_score: Type.Optional(share('Matches that are less sure than this are no findings. Default 0.4.')),
    weights: Type.Optional(
      severities('How much a certain finding of a type of this severity says about the text.'),
    ),
    thresholds: Type.Optional(severities('From which risk score on a text is of this severity.')),
    actions: Type.Optional(
      Type.Partial(Type.Object(Object.fromEntries(FAMILIES.map(family => [family, action])), strict)),
    ),
    redaction: Type.Optional(literals(REDACTIONS)),
    on_failure: Type.Optional(onFailure),
    deadline_ms: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 600_000, description: 'For each scanner. Default 2,000.' }),
    ),
    types: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            off: Type.Optional(Type.Boolean()),
            action: Type.Optional(action),
            weight: Type.Optional(share('Instead of that of the severity.')),
            min_score: Type.Optional(share('Instead of the policy’s.')),
            redaction: Type.Optional(literals(REDACTIONS)),
          },
          strict,
        ),
        { description: 'By type of finding.' },
      ),
    ),
    scanners: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            off: Type.Optional(Type.Boolean()),
            deadline_ms: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000 })),
            on_failure: Type.Optional(onFailure),
          },
          strict,
        ),
        { description: 'By id of scanner.' },
      ),
    ),
    allow: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 1_024 }), {
        maxItems: 10_000,
        description: 'Values that are no findings, letter for letter.',
      }),
    ),
  },
  strict,
)
export type PolicyInput = Static<typeof PolicyInput>

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
  const problems = Errors(PolicyInput, input).map(
    ({ instancePath, message }) => `${instancePath === '' ? 'the policy' : instancePath.slice(1)} ${message}`,
  )
  if (problems.length > 0)
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `the scan policy is not valid: ${problems.slice(0, 8).join('; ')}`,
    )
  const given = input as PolicyInput
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

export const DEFAULT_POLICY: ScanPolicy = policyOf()
