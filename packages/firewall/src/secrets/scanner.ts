import type { Match, Scanner, TypeInfo } from '../types.ts'
import { allowedStretches, outside } from './allow.ts'
import { type CustomRules, customRules, type SecretRule } from './custom.ts'
import { engineOf, joined } from './engine.ts'
import { holdBuiltIn, startOfMatch } from './hold.ts'
import { GROUPS } from './rules/index.ts'

const VERSION = '1'

const GENERIC_TYPES: readonly TypeInfo[] = [
  { type: 'generic_secret', family: 'secret', title: 'Secret', severity: 'High' },
  { type: 'password', family: 'secret', title: 'Password', severity: 'High' },
]
const CUSTOM_TYPE: TypeInfo = {
  type: 'custom_secret',
  family: 'secret',
  title: 'Secret by a rule of your own',
  severity: 'High',
}

/** Ids and keys of AWS's own documentation, which end so. */
const AWS_EXAMPLE = /EXAMPLE(?:KEY)?$/
const AWS_TYPES = new Set(['aws_access_key_id', 'aws_secret_access_key'])

/** Its mobile SDK is handed a token that is made to be shipped with an app. */
const MAILCHIMP_SDK = /MailchimpSDK\.initialize\(token:\s?["']?$/

export type SecretsOptions = {
  /** Rules beside the built-in ones, as `loadGitleaksRules` reads them. One with the id of a built-in rule takes its place. */
  readonly rules?: readonly SecretRule[]
  /** Built-in rules that do not run: `secrets/jwt`, or `jwt`. */
  readonly disable?: readonly string[]
  /** Values that are no secrets wherever they stand. */
  readonly allow?: readonly string[]
}

/** Ids of the built-in rules, without `secrets/`. */
export const secretRuleIds = (): string[] => [
  ...GROUPS.flatMap(({ rules }) => rules.map(({ id }) => id)),
  'generic-secret',
  'password',
]

/** Finds credentials: by their form, by the name beside them, by how random they look. */
export function secretsScanner({ rules = [], disable = [], allow = [] }: SecretsOptions = {}): Scanner {
  const disabled = new Set([...disable.map(id => id.replace(/^secrets\//, '')), ...rules.map(({ id }) => id)])
  const find = engineOf(GROUPS, id => !disabled.has(id))
  const custom = rules.length > 0 ? customRules(rules) : undefined
  const allowed = new Set(allow)
  return {
    id: 'secrets',
    version: VERSION,
    stages: ['input', 'output', 'file'],
    types: [...GROUPS.map(({ type }) => type), ...GENERIC_TYPES, ...(custom ? [CUSTOM_TYPE] : [])],
    scan({ text }, { stage, path }) {
      let matches: Match[] = find(text)
      if (custom !== undefined) matches = joined(matches, custom.scan(text, path))
      if (allowed.size > 0) matches = matches.filter(({ start, end }) => !allowed.has(text.slice(start, end)))
      matches = matches.filter(
        ({ type, start }) =>
          type !== 'mailchimp_key' || !MAILCHIMP_SDK.test(text.slice(Math.max(0, start - 40), start)),
      )
      if (matches.length === 0) return matches
      const isExample = ({ type, start, end }: Match): boolean =>
        AWS_TYPES.has(type) && AWS_EXAMPLE.test(text.slice(start, end))
      if (stage !== 'file')
        return matches.map(match => (isExample(match) ? { ...match, severity: 'Info' } : match))
      return outside(matches, allowedStretches(text)).filter(match => !isExample(match))
    },
    hold: custom === undefined ? holdBuiltIn : text => holdBoth(text, custom),
  }
}

/** What neither kind of rule can change any more, and no match of either reaches beyond. */
function holdBoth(text: string, custom: CustomRules): number {
  const builtIn = holdBuiltIn(text)
  const own = custom.hold(text)
  return own <= builtIn ? startOfMatch(text, own) : custom.startOfMatch(text, builtIn)
}
