import type { Match, Scanner, TypeInfo } from '../types.ts'
import { findStreets, openStreet } from './addresses.ts'
import { compileVocabulary } from './context.ts'
import { NATIONAL } from './countries/index.ts'
import { findEmails } from './email.ts'
import type { Found } from './found.ts'
import { holdFrom } from './hold.ts'
import { compileIdentifiers } from './identifiers.ts'
import { INTERNATIONAL } from './international.ts'
import { findNames, openName } from './names.ts'
import { findAddresses, findCredentials } from './network.ts'
import { settle } from './overlaps.ts'
import { compilePhones } from './phone.ts'
import { CALL_WORDS, PHONE_WORDS } from './phone-words.ts'

export type PersonalOptions = {
  /** Only these types; all of them when left out. */
  readonly types?: readonly string[]
  /** Never a finding: values as they are written, or patterns that the whole of a value fits. */
  readonly allow?: readonly (string | RegExp)[]
}

const VERSION = '1.0.0'

const IDENTIFIERS = [...INTERNATIONAL, ...NATIONAL]

/** Types without a table row: their form is a grammar. */
const GRAMMARS: readonly TypeInfo[] = [
  { type: 'email', family: 'personal', title: 'E-mail address', severity: 'Medium' },
  { type: 'phone', family: 'personal', title: 'Telephone number', severity: 'Medium' },
  { type: 'person', family: 'personal', title: 'Name of a person', severity: 'Low' },
  { type: 'street_address', family: 'personal', title: 'Street address', severity: 'Medium' },
  { type: 'ip_address', family: 'personal', title: 'IP address', severity: 'Low' },
  { type: 'url_credentials', family: 'personal', title: 'Name and password in a URL', severity: 'High' },
]

/** What the scanner for personal data knows. */
export const PERSONAL_TYPES: readonly TypeInfo[] = [
  ...GRAMMARS,
  ...IDENTIFIERS.map(({ type, title, severity }) => ({ type, family: 'personal' as const, title, severity })),
]

type Types = ReadonlySet<string> | undefined

type Engine = {
  /** Overlaps are settled among the types that are asked for. */
  find(text: string, types: Types): Found[]
  hold(text: string, types: Types): number
}

let engine: Engine | undefined

/** Built once, and on first use: it holds no state of a text. */
function build(): Engine {
  const phone = IDENTIFIERS.length
  const against = phone + 2
  const vocabulary = compileVocabulary([
    ...IDENTIFIERS.map(({ context }) => context),
    PHONE_WORDS,
    CALL_WORDS,
    ...IDENTIFIERS.map(({ against = [] }) => against),
  ])
  const identifiers = compileIdentifiers(IDENTIFIERS, against)
  const phones = compilePhones({ phone, call: phone + 1 })

  function find(text: string, types: Types): Found[] {
    const found: Found[] = []
    findEmails(text, found)
    findCredentials(text, found)
    findAddresses(text, found)
    identifiers.find(text, vocabulary.read(text), found)
    phones.find(text, vocabulary.read(text), found)
    findNames(text, found)
    findStreets(text, found)
    return settle(types === undefined ? found : found.filter(({ type }) => types.has(type)))
  }
  const opens = [identifiers.open, phones.open, openName, openStreet]
  return { find, hold: (text, types) => holdFrom(text, opens, tail => find(tail, types)) }
}

/**
 * Finds personal data: what identifies a person, how a person is reached and paid, and the identifiers that states give out. A score
 * says how sure that is: 0.85 and more with a check digit or in clear context, about 0.5 for a strong format alone, 0.3 and less for
 * what many numbers look like.
 */
export function personalScanner(options: PersonalOptions = {}): Scanner {
  engine ??= build()
  const { find, hold } = engine
  const types = options.types && new Set(options.types)
  const values = new Set(options.allow?.filter(value => typeof value === 'string'))
  const patterns = (options.allow ?? []).flatMap(value => (typeof value === 'string' ? [] : [wholeOf(value)]))
  const titles = new Map(PERSONAL_TYPES.map(({ type, title }) => [type, title]))

  function isAllowed(value: string): boolean {
    return values.has(value) || patterns.some(pattern => pattern.test(value))
  }

  return {
    id: 'personal',
    version: VERSION,
    stages: ['input', 'output', 'file'],
    types: types === undefined ? PERSONAL_TYPES : PERSONAL_TYPES.filter(({ type }) => types.has(type)),
    scan({ text }) {
      const matches: Match[] = []
      for (const { type, start, end, score, validator, distance } of find(text, types)) {
        if ((values.size > 0 || patterns.length > 0) && isAllowed(text.slice(start, end))) continue
        matches.push({
          type,
          rule: `personal/${type.replaceAll('_', '-')}`,
          start,
          end,
          score,
          reason: reasonOf(titles.get(type) as string, validator, distance),
          ...(validator !== undefined && { validator }),
        })
      }
      return matches
    },
    hold: text => hold(text, types),
  }
}

function wholeOf(pattern: RegExp): RegExp {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, ''))
}

function reasonOf(title: string, validator: string | undefined, distance: number | undefined): string {
  const checked = validator === undefined || validator === 'structure' ? '' : `, checked by ${validator}`
  return `${title}${checked}${distance === undefined ? '' : ', named in the text around it'}`
}
