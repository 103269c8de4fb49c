import { TallyError } from '@tallystick/core'
import { RE2JS } from 're2js'
import { parse, TomlError } from 'smol-toml'
import { type AllowList, MAX_KEYWORD, type SecretRule } from './custom.ts'

/** Tables as TOML gives them. */
type Table = Readonly<Record<string, unknown>>

const RULE_FIELDS = new Set(
  'id description regex secretGroup entropy keywords path tags allowlist allowlists reportFormat skipReport'.split(
    ' ',
  ),
)
const LIST_FIELDS = new Set(
  'description regexes regexTarget paths stopwords condition commits targetRules'.split(' '),
)

/** Where in a file of rules something is wrong, for people: `rule "my-token" (2nd), field "regex"`. */
function invalid(where: string, what: string, cause?: unknown): TallyError {
  return new TallyError('TALLY_RULES_INVALID', `${where}: ${what}`, {
    details: { where },
    ...(cause !== undefined && { cause }),
  })
}

/** What a file of rules says. */
export type GitleaksFile = {
  readonly rules: readonly SecretRule[]
  /** Ids of rules that are not to run, the built-in ones among them. */
  readonly disabled: readonly string[]
  /** What it says that is not followed, in words. */
  readonly ignored: readonly string[]
}

/**
 * Reads rules in the TOML form of gitleaks (https://github.com/gitleaks/gitleaks#configuration). Patterns are RE2. Rules that have only a
 * path find files, not texts, and are left out, as are files that it extends; both are told in `ignored`. `extend.disabledRules` takes
 * rules out. Throws TALLY_RULES_INVALID, which names the line, or the rule and its field.
 */
export function readGitleaksFile(toml: string): GitleaksFile {
  const file = parsed(toml)
  const extend = tableOf(file.extend, 'extend')
  const disabled = texts(extend, 'disabledRules', 'extend')
  const ignored = ['path', 'url'].flatMap(field =>
    extend[field] === undefined ? [] : [`extend.${field}: rules of other files are given by themselves`],
  )
  const onlyPaths: string[] = []
  const global = listsOf(file, 'the file')
  const rules: SecretRule[] = []
  const seen = new Set<string>()
  for (const [at, table] of tablesOf(file.rules, 'rules').entries()) {
    const id = table.id
    if (typeof id !== 'string' || id === '') throw invalid(`rule ${at + 1}`, 'has no id')
    const where = `rule ${JSON.stringify(id)}`
    if (seen.has(id)) throw invalid(where, 'stands in the file twice')
    seen.add(id)
    const rule = ruleOf(id, table, where, global)
    if (disabled.includes(id)) continue
    if (rule === undefined) onlyPaths.push(id)
    else rules.push(rule)
  }
  if (onlyPaths.length > 0)
    ignored.push(
      `${onlyPaths.length} ${onlyPaths.length === 1 ? 'rule that has' : 'rules that have'} only a path, for names of files are not looked at: ${onlyPaths.join(', ')}`,
    )
  return { rules, disabled, ignored }
}

/** The rules of a file in the form of gitleaks, for `secretsScanner`; see `readGitleaksFile`. */
export const loadGitleaksRules = (toml: string): readonly SecretRule[] => readGitleaksFile(toml).rules

function parsed(toml: string): Table {
  try {
    return parse(toml)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    throw invalid(`line ${error.line}, column ${error.column}`, error.message.split('\n', 1)[0]!, error)
  }
}

type Global = AllowList & { readonly targets: readonly string[] }

function ruleOf(id: string, table: Table, where: string, global: readonly Global[]): SecretRule | undefined {
  for (const field of Object.keys(table))
    if (!RULE_FIELDS.has(field)) throw invalid(where, `has an unknown field ${JSON.stringify(field)}`)
  const path = text(table, 'path', where)
  const regex = text(table, 'regex', where)
  if (regex === undefined) {
    if (path === undefined) throw invalid(where, 'has neither "regex" nor "path"')
    return undefined
  }
  const pattern = compiled(regex, `${where}, field "regex"`)
  const secretGroup = number(table, 'secretGroup', where)
  if (!Number.isInteger(secretGroup) || secretGroup < 0 || secretGroup > pattern.groupCount())
    throw invalid(`${where}, field "secretGroup"`, `the pattern has ${pattern.groupCount()} groups`)
  return {
    id,
    description: text(table, 'description', where) ?? id,
    pattern,
    secretGroup,
    entropy: number(table, 'entropy', where),
    keywords: texts(table, 'keywords', where).map(keyword => {
      if (!/^[\x20-\x7e]+$/.test(keyword) || keyword.length > MAX_KEYWORD)
        throw invalid(`${where}, field "keywords"`, `a keyword has 1 to ${MAX_KEYWORD} characters of ASCII`)
      return keyword.toLowerCase()
    }),
    ...(path !== undefined && { path: compiled(path, `${where}, field "path"`) }),
    allow: [
      ...listsOf(table, where),
      ...global.filter(({ targets }) => targets.length === 0 || targets.includes(id)),
    ],
  }
}

/** `allowlists`, and the older single `allowlist`. */
function listsOf(table: Table, owner: string): Global[] {
  const one = table.allowlist === undefined ? [] : [tableOf(table.allowlist, `${owner}, field "allowlist"`)]
  return [...one, ...tablesOf(table.allowlists, `${owner}, field "allowlists"`)].map((list, at) =>
    listOf(list, `${owner}, allowlist ${at + 1}`),
  )
}

function listOf(table: Table, where: string): Global {
  for (const field of Object.keys(table))
    if (!LIST_FIELDS.has(field)) throw invalid(where, `has an unknown field ${JSON.stringify(field)}`)
  const patterns = (field: string): RE2JS[] =>
    texts(table, field, where).map(source => compiled(source, `${where}, field "${field}"`))
  return {
    patterns: patterns('regexes'),
    target: oneOf(table, 'regexTarget', where, { secret: 'secret', match: 'match', line: 'line' }, 'secret'),
    paths: patterns('paths'),
    stopWords: texts(table, 'stopwords', where).map(word => word.toLowerCase()),
    condition: oneOf(table, 'condition', where, { or: 'any', and: 'all', '||': 'any', '&&': 'all' }, 'any'),
    targets: texts(table, 'targetRules', where),
  }
}

function compiled(source: string, where: string): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    throw invalid(where, error instanceof Error ? error.message : 'is not a pattern of RE2', error)
  }
}

function oneOf<T extends string>(
  table: Table,
  field: string,
  where: string,
  values: Readonly<Record<string, T>>,
  otherwise: T,
): T {
  const value = text(table, field, where)
  if (value === undefined) return otherwise
  const known = Object.hasOwn(values, value.toLowerCase()) ? values[value.toLowerCase()] : undefined
  if (known === undefined)
    throw invalid(`${where}, field "${field}"`, `is one of ${Object.keys(values).join(', ')}`)
  return known
}

function text(table: Table, field: string, where: string): string | undefined {
  const value = table[field]
  if (value === undefined || typeof value === 'string') return value
  throw invalid(`${where}, field "${field}"`, 'is a string')
}

function number(table: Table, field: string, where: string): number {
  const value = table[field] ?? 0
  if (typeof value === 'number') return value
  throw invalid(`${where}, field "${field}"`, 'is a number')
}

function texts(table: Table, field: string, where: string): string[] {
  const value = table[field] ?? []
  if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string')) return value
  throw invalid(`${where}, field "${field}"`, 'is an array of strings')
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

function tableOf(value: unknown, where: string): Table {
  if (value === undefined) return {}
  if (isTable(value)) return value
  throw invalid(where, 'is a table')
}

function tablesOf(value: unknown, where: string): Table[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.every(isTable)) return value
  throw invalid(where, 'is an array of tables')
}
