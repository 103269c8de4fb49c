import type { TSchema } from 'typebox'

/** What the validator found: keywords of JSON Schema 2020-12 with their parameters. */
export type Found = {
  readonly keyword: string
  readonly schemaPath: string
  readonly instancePath: string
  readonly message: string
  readonly params: object
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a text',
}

/**
 * Names in a sentence the first thing that is wrong; an unknown name before all, for it is often a misspelt one. A pattern is told by the
 * `examples` of its schema.
 */
export function describe(part: string | undefined, schema: TSchema, errors: readonly Found[]): string {
  const problem = problemOf(schema, errors)
  return part === undefined ? problem : `${part}: ${problem}`
}

function problemOf(schema: TSchema, errors: readonly Found[]): string {
  const unknown = errors.flatMap(({ params }) => parametersOf(params).additionalProperties ?? [])
  if (unknown.length > 0) return `${JSON.stringify(unknown[0])} is not known here`
  const [error] = errors
  if (error === undefined) return 'not valid'
  const name = error.instancePath
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
  return `${name === '' ? 'it' : name} ${complaint(error, schema, errors)}`
}

type Parameters = {
  readonly additionalProperties?: readonly string[]
  readonly allowedValue?: unknown
  readonly limit?: number
  readonly requiredProperties?: readonly string[]
  readonly type?: string
}

const parametersOf = (params: object): Parameters => params

function complaint(error: Found, schema: TSchema, errors: readonly Found[]): string {
  const { allowedValue, limit, requiredProperties = [], type } = parametersOf(error.params)
  switch (error.keyword) {
    case 'const': {
      const here = errors.filter(other => other.instancePath === error.instancePath)
      const allowed = here.flatMap(({ params }) => parametersOf(params).allowedValue ?? [])
      return `must be ${listed(allowed.length > 0 ? allowed : [allowedValue], 'or')}`
    }
    case 'required':
      return `lacks ${listed(requiredProperties, 'and')}`
    case 'type':
      return `must be ${TYPES[type ?? ''] ?? type}`
    case 'minimum':
      return `must be ${limit} or more`
    case 'maximum':
      return `must be ${limit} or less`
    case 'minLength':
    case 'minItems':
      return limit === 1 ? 'must not be empty' : `must have ${limit} or more`
    case 'maxLength':
      return `must have at most ${limit} characters`
    case 'pattern': {
      const example = at(schema, error.schemaPath).examples?.[0]
      return example === undefined ? 'is not well-formed' : `must look like ${String(example)}`
    }
    default:
      return error.message
  }
}

function listed(values: readonly unknown[], word: 'and' | 'or'): string {
  const texts = values.map(String)
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1)}`
}

/** The schema behind `#/properties/id`. */
function at(schema: TSchema, path: string): { readonly examples?: readonly unknown[] } {
  let node: unknown = schema
  for (const key of path.split('/').slice(1)) node = (node as Record<string, unknown> | undefined)?.[key]
  return node ?? {}
}
