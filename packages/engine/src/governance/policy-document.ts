import { TallyError } from '@tallystick/core'
import type { Path, Place, SourceDocument } from './document.ts'

export type Effect = 'allow' | 'deny'
export type Combine = 'max' | 'sum' | 'noisy_or'
export type Constant =
  | string
  | number
  | boolean
  | null
  | readonly Constant[]
  | { readonly [name: string]: Constant }

export type Rule = {
  readonly id: string
  /** CEL that gives a bool. */
  readonly when: string
  /** From 0 to 1, or CEL that gives it. */
  readonly risk: number | string
  readonly effect?: Effect
  readonly reason: string
}

/** What a policy says, with nothing left out: its canonical form is the JSON of this. */
export type PolicyDocument = {
  readonly name: string
  readonly description?: string
  readonly constants: { readonly [name: string]: Constant }
  readonly combine: Combine
  readonly deny_at: number
  readonly on_error: 'deny' | 'skip'
  readonly default: { readonly effect: Effect; readonly risk: number; readonly reason: string }
  readonly rules: readonly Rule[]
}

export const MAX_RULES = 100
const MAX_CONSTANTS = 1_000
const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/
const RULE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const CONSTANT_NAME = /^[A-Za-z_]\w{0,63}$/

/** The name of the policy that is in force where none was applied. */
export const BUILT_IN = 'built-in'

/** Reads and completes what stands in a source. Throws TALLY_POLICY_INVALID that names rule, line and column. */
export function policyDocument(source: SourceDocument): PolicyDocument {
  const read = new Reader(source)
  const top = read.object(
    [],
    ['name', 'description', 'constants', 'combine', 'deny_at', 'on_error', 'default', 'rules'],
  )
  const fallback = 'default' in top ? read.object(['default'], ['effect', 'risk', 'reason']) : {}
  return {
    name: read.text(['name'], NAME, 'a name of 1 to 63 of a-z, 0-9, - and _'),
    ...('description' in top ? { description: read.prose(['description'], 1_000) } : {}),
    constants: 'constants' in top ? read.constants(['constants']) : {},
    combine: 'combine' in top ? read.oneOf(['combine'], ['max', 'sum', 'noisy_or']) : 'noisy_or',
    deny_at: 'deny_at' in top ? read.share(['deny_at']) : 0.7,
    on_error: 'on_error' in top ? read.oneOf(['on_error'], ['deny', 'skip']) : 'deny',
    default: {
      effect: 'effect' in fallback ? read.oneOf(['default', 'effect'], ['allow', 'deny']) : 'allow',
      risk: 'risk' in fallback ? read.share(['default', 'risk']) : 0,
      reason: 'reason' in fallback ? read.prose(['default', 'reason'], 200) : 'no rule applies',
    },
    rules: read.rules(),
  }
}

/** A refusal that points into the source. */
export function policyError(
  message: string,
  { line, column }: Place,
  about: { readonly rule?: string; readonly field?: string } = {},
): TallyError {
  const rule = about.rule === undefined ? '' : `rule ${about.rule}: `
  return new TallyError('TALLY_POLICY_INVALID', `line ${line}, column ${column}: ${rule}${message}`, {
    details: { line, column, ...about },
  })
}

class Reader {
  readonly #source: SourceDocument

  constructor(source: SourceDocument) {
    this.#source = source
  }

  object(path: Path, known: readonly string[]): Readonly<Record<string, unknown>> {
    const value = this.#at(path)
    if (!isObject(value)) throw this.#wrong(path, 'must be a mapping')
    const unknown = Object.keys(value).find(name => !known.includes(name))
    if (unknown !== undefined)
      throw this.#wrong([...path, unknown], `is not known here; known are ${known.join(', ')}`)
    return value
  }

  text(path: Path, pattern: RegExp, form: string): string {
    const value = this.#at(path)
    if (typeof value !== 'string' || !pattern.test(value)) throw this.#wrong(path, `must be ${form}`)
    return value
  }

  prose(path: Path, most: number): string {
    const value = this.#at(path)
    if (typeof value !== 'string' || value.trim() === '' || value.length > most)
      throw this.#wrong(path, `must be a text of 1 to ${most} characters`)
    if (!value.isWellFormed()) throw this.#wrong(path, 'must be well-formed Unicode')
    return value.trim().replaceAll(/\s+/g, ' ')
  }

  oneOf<const T extends string>(path: Path, names: readonly T[]): T {
    const value = names.find(name => name === this.#at(path))
    if (value === undefined) throw this.#wrong(path, `must be ${names.join(' or ')}`)
    return value
  }

  share(path: Path): number {
    const value = this.#at(path)
    if (typeof value !== 'number' || !(value >= 0 && value <= 1))
      throw this.#wrong(path, 'must be a number from 0 to 1')
    return value
  }

  expression(path: Path): string {
    const value = this.#at(path)
    if (typeof value === 'boolean') return String(value)
    if (typeof value !== 'string' || value.trim() === '') throw this.#wrong(path, 'must be a CEL expression')
    return value
  }

  constants(path: Path): PolicyDocument['constants'] {
    const value = this.#at(path)
    if (!isObject(value)) throw this.#wrong(path, 'must be a mapping')
    const bad = Object.keys(value).find(name => !CONSTANT_NAME.test(name))
    if (bad !== undefined) throw this.#wrong([...path, bad], 'must have a name of letters, digits and _')
    let left = MAX_CONSTANTS
    const check = (inner: unknown, at: Path, depth: number): void => {
      if (left-- === 0) throw this.#wrong(path, `may hold at most ${MAX_CONSTANTS} values`)
      if (depth > 4) throw this.#wrong(at, 'is nested too deep')
      if (typeof inner === 'string' && (inner.length > 256 || !inner.isWellFormed()))
        throw this.#wrong(at, 'must be at most 256 characters of well-formed Unicode')
      if (typeof inner === 'number' && !Number.isFinite(inner))
        throw this.#wrong(at, 'must be a finite number')
      if (Array.isArray(inner))
        for (const [index, item] of inner.entries()) check(item, [...at, index], depth + 1)
      else if (isObject(inner))
        for (const [name, item] of Object.entries(inner)) check(item, [...at, name], depth + 1)
    }
    check(value, path, 0)
    return value as PolicyDocument['constants']
  }

  rules(): readonly Rule[] {
    const value = this.#at(['rules'])
    if (!Array.isArray(value)) throw this.#wrong(['rules'], 'must be a list of rules')
    if (value.length > MAX_RULES) throw this.#wrong(['rules'], `has more than ${MAX_RULES} rules`)
    const seen = new Set<string>()
    return value.map((_, index) => {
      const rule = this.#rule(index)
      if (seen.has(rule.id)) throw this.#wrong(['rules', index, 'id'], 'is the id of an earlier rule too')
      seen.add(rule.id)
      return rule
    })
  }

  #rule(index: number): Rule {
    const at = (field: string): Path => ['rules', index, field]
    const rule = this.object(['rules', index], ['id', 'when', 'risk', 'effect', 'reason'])
    const effect = 'effect' in rule ? this.oneOf(at('effect'), ['allow', 'deny']) : undefined
    if (effect === undefined && !('risk' in rule))
      throw this.#wrong(['rules', index], 'has neither risk nor effect, so it would do nothing')
    return {
      id: this.text(at('id'), RULE_ID, 'an id of 1 to 64 letters, digits, . _ and -'),
      when: this.expression(at('when')),
      risk:
        typeof rule.risk === 'string'
          ? this.expression(at('risk'))
          : 'risk' in rule
            ? this.share(at('risk'))
            : effect === 'deny'
              ? 1
              : 0,
      ...(effect === undefined ? {} : { effect }),
      reason: this.prose(at('reason'), 200),
    }
  }

  #at(path: Path): unknown {
    let value = this.#source.value
    for (const step of path)
      value =
        isObject(value) || Array.isArray(value)
          ? Object.hasOwn(value, step)
            ? (value as Record<string | number, unknown>)[step]
            : undefined
          : undefined
    return value
  }

  #wrong(path: Path, complaint: string): TallyError {
    const field = path.map((step, i) =>
      typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`,
    )
    const rule =
      path[0] === 'rules' && typeof path[1] === 'number' ? this.#at(['rules', path[1], 'id']) : undefined
    const name = field.join('').slice(0, 80)
    return policyError(`${name === '' ? 'a policy' : name} ${complaint}`, this.#source.place(path), {
      ...(typeof rule === 'string' && RULE_ID.test(rule) ? { rule } : {}),
      ...(name === '' ? {} : { field: name }),
    })
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
