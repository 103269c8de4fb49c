import { hash } from 'node:crypto'
import { canonicalize, TallyError } from '@tallystick/core'
import { type Bound, INPUT_BOUND } from './cost.ts'
import { readSource, type SourceDocument } from './document.ts'
import { type Compiled, compileExpression, ExpressionError, type Variables } from './expression.ts'
import type { CheckInput, MetadataValue } from './input.ts'
import {
  type Combine,
  type Constant,
  type Effect,
  type PolicyDocument,
  policyDocument,
  policyError,
  type Rule,
} from './policy-document.ts'

/** Units (cost.ts) that all expressions of a policy may take together: 10 ms. */
export const MAX_COST = 100_000
const MAX_REASON = 500

/** Who asks, as policies see them. */
export type Caller = {
  readonly customer: string
  readonly key: { readonly id: string; readonly name: string; readonly scopes: readonly string[] }
  /** Epoch milliseconds. */
  readonly now: number
}

/** What a policy says to an input. */
export type Verdict = {
  readonly allowed: boolean
  /** From 0 to 1, rounded to four decimals. */
  readonly riskScore: number
  readonly reason: string
  /** Ids of the rules that applied, in order. */
  readonly rules: readonly string[]
  /** Rules that could not be evaluated, and why. */
  readonly failed: readonly { readonly rule: string; readonly error: string }[]
}

export type Policy = {
  readonly document: PolicyDocument
  /** RFC 8785. */
  readonly canonical: string
  /** SHA-256 of the canonical form, in hexadecimal. */
  readonly hash: string
  /** Units of the worst case. */
  readonly cost: number
  /** Total: what fails inside is part of the verdict. */
  evaluate(input: CheckInput, caller: Caller): Verdict
}

type CompiledRule = Rule & { readonly test: Compiled; readonly score: number | Compiled }
type Applied = { readonly rule: CompiledRule; readonly risk: number }

/** Compiles a policy as somebody wrote it. Throws TALLY_POLICY_INVALID, which names rule, line and column, and TALLY_POLICY_TOO_COMPLEX. */
export function compilePolicy(source: string): Policy {
  return compile(readSource(source))
}

/** Compiles what `canonical` of a policy was. */
export function compileCanonical(canonical: string): Policy {
  return compile({ value: JSON.parse(canonical), place: () => ({ line: 1, column: 1 }) })
}

function compile(source: SourceDocument): Policy {
  const document = policyDocument(source)
  const constants = boundOf(document.constants)
  const rules = document.rules.map((rule, index): CompiledRule => {
    const compiled = (field: 'when' | 'risk', text: string, wanted: 'bool' | 'number'): Compiled => {
      try {
        return compileExpression(text, wanted, constants)
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        throw policyError(error.message, source.place(['rules', index, field], error.offset), {
          rule: rule.id,
          field,
        })
      }
    }
    return {
      ...rule,
      test: compiled('when', rule.when, 'bool'),
      score: typeof rule.risk === 'number' ? rule.risk : compiled('risk', rule.risk, 'number'),
    }
  })
  const cost = rules.reduce(
    (sum, { test, score }) => sum + test.cost + (typeof score === 'number' ? 0 : score.cost),
    0,
  )
  if (cost > MAX_COST)
    throw new TallyError(
      'TALLY_POLICY_TOO_COMPLEX',
      `the policy could take ${Math.round(cost)} steps at worst; the limit is ${MAX_COST}. Loops within loops and patterns cost most.`,
      { details: { cost: Math.round(cost), limit: MAX_COST } },
    )
  const canonical = canonicalize(document)
  const values = toCel(document.constants)
  return {
    document,
    canonical,
    hash: hash('sha256', canonical),
    cost,
    evaluate: (input, { customer, key, now }) =>
      verdictOf(document, rules, {
        model: input.model,
        operation: input.operation,
        customer,
        metadata: toCel(input.metadata),
        constants: values,
        key: new Map<string, unknown>(Object.entries(key)),
        now: new Date(now),
      }),
  }
}

function verdictOf(document: PolicyDocument, rules: readonly CompiledRule[], variables: Variables): Verdict {
  const applied: Applied[] = []
  const failed: { rule: string; error: string }[] = []
  for (const rule of rules)
    try {
      const holds = rule.test.evaluate(variables)
      if (typeof holds !== 'boolean') throw new ExpressionError('when gave no bool')
      if (holds) applied.push({ rule, risk: riskOf(rule, variables) })
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      failed.push({ rule: rule.id, error: error.message })
    }
  const about = { rules: applied.map(({ rule }) => rule.id), failed }
  if (failed.length > 0 && document.on_error === 'deny') {
    const [{ rule, error } = { rule: '', error: '' }] = failed
    return {
      allowed: false,
      riskScore: 1,
      reason: shortened(`rule ${rule} could not be evaluated: ${error}`),
      ...about,
    }
  }
  return { ...decide(document, applied), ...about }
}

function riskOf({ score }: CompiledRule, variables: Variables): number {
  const value = typeof score === 'number' ? score : Number(score.evaluate(variables))
  if (Number.isNaN(value)) throw new ExpressionError('risk gave no number')
  return Math.min(1, Math.max(0, value))
}

/** A rule that denies goes before one that allows, and that before the threshold. */
function decide(
  { combine, deny_at: denyAt, default: fallback }: PolicyDocument,
  applied: readonly Applied[],
): Pick<Verdict, 'allowed' | 'riskScore' | 'reason'> {
  if (applied.length === 0)
    return {
      allowed: fallback.effect === 'allow' && fallback.risk < denyAt,
      riskScore: fallback.risk,
      reason: fallback.reason,
    }
  const riskScore = combined(combine, applied)
  const reasonsOf = (effect: Effect) => reasons(applied.filter(({ rule }) => rule.effect === effect))
  const because = reasons(applied)
  const denied = reasonsOf('deny')
  if (denied !== '') return { allowed: false, riskScore, reason: denied }
  const exempt = reasonsOf('allow')
  if (exempt !== '') return { allowed: true, riskScore, reason: exempt }
  return riskScore >= denyAt
    ? { allowed: false, riskScore, reason: shortened(`risk ${riskScore} reaches ${denyAt}: ${because}`) }
    : { allowed: true, riskScore, reason: shortened(`risk ${riskScore} is below ${denyAt}: ${because}`) }
}

function combined(combine: Combine, applied: readonly Applied[]): number {
  const risks = applied.map(({ risk }) => risk)
  switch (combine) {
    case 'max':
      return rounded(Math.max(...risks))
    case 'sum':
      return rounded(
        Math.min(
          1,
          risks.reduce((sum, risk) => sum + risk, 0),
        ),
      )
    case 'noisy_or':
      return rounded(1 - risks.reduce((left, risk) => left * (1 - risk), 1))
  }
}

const rounded = (risk: number) => Math.round(risk * 10_000) / 10_000

/** Reasons, the one of most risk first. */
function reasons(applied: readonly Applied[]): string {
  const sorted = applied.toSorted((a, b) => b.risk - a.risk)
  return shortened([...new Set(sorted.map(({ rule }) => rule.reason))].join('; '))
}

const shortened = (text: string) => (text.length > MAX_REASON ? `${text.slice(0, MAX_REASON - 1)}…` : text)

/** Objects as maps, so that no name finds what JavaScript gives every object. Numbers stay doubles, as CEL has those of JSON. */
function toCel(value: MetadataValue | Constant): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(toCel)
  return new Map(Object.entries(value).map(([name, inner]) => [name, toCel(inner)]))
}

function isList<T>(value: T | readonly T[] | object): value is readonly T[] {
  return Array.isArray(value)
}

/** The most any of the constants holds. */
function boundOf(constants: PolicyDocument['constants']): Bound {
  let { items, chars } = INPUT_BOUND
  const look = (value: Constant): void => {
    if (typeof value === 'string') chars = Math.max(chars, value.length)
    if (typeof value !== 'object' || value === null) return
    const inner = Object.values(value) as readonly Constant[]
    items = Math.max(items, inner.length)
    inner.forEach(look)
  }
  look(constants)
  return { items, chars }
}
