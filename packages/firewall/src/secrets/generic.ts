/** Secrets without a form of their own, by the name they are assigned to and how random they look. */
import type { Assignments, Link } from './assignment.ts'
import { FIRST_FOREIGN, isStop } from './characters.ts'
import { entropyOf, isMixedHex, longestRepeat, longestSequence, turbulence } from './entropy.ts'
import { isNugetExample } from './published.ts'

/** What names of secrets have in them; the words of a name decide. */
export const GENERIC_KEYWORDS = [
  'key',
  'api',
  'token',
  'secret',
  'auth',
  'access',
  'credential',
  'creds',
  'passw',
  'passphrase',
  'passcode',
  'pwd',
  'pass',
  'kennwort',
  'contrasena',
  'senha',
  'wachtwoord',
  'haslo',
  'losenord',
  'sifre',
  'parola',
  'parool',
  'adgangskode',
  'salasana',
  'heslo',
  'lozinka',
  'jelszo',
  'sandi',
]

/** Words that make a name one of a secret. */
const SECRET_WORDS =
  /^(?:\w*(?:api|access|secret|auth|private|priv|master|encryption|encrypt|signing|app|client|service|account|admin|ssh|aes|hmac|license|user|my|db|web|rest)?keys?|\w*tokens?|\w*secrets?|auth|authorization|access|credentials?|creds?|api)$/
/** Ends in `key`, and is another word. */
const OTHER_KEYS =
  /^(?:monkey|donkey|turkey|hockey|whiskey|jockey|lackey|mickey|smokey|hotkey|turnkey|pubkey|publickey|passkey|apikeyid|keys?)$/
const PASSWORD_WORDS =
  /^(?:\w*passw(?:or)?d|\w*passwords?|\w*passphrase|\w*passcode|\w*pwd|pass|passwort|kennwort|contrasena|motdepasse|senha|wachtwoord|haslo|losenord|sifre|parola|parool|passord|passe|adgangskode|salasana|heslo|lozinka|jelszo|sandi|katasandi|userpass|dbpass|mypass|rootpass|adminpass|pgpass)$/
/** Last words of names of what belongs to a secret without being one. */
const ABOUT = new Set(
  'id ids name names size sizes length len file files filename path paths dir url urls uri uris endpoint endpoints host port version type types kind alias code codes board frame event events press pressed down up ring selector signature stone word words field fields column columns index idx count counts limit limits ttl expiry expires expiration expired timeout scope scopes format prefix suffix label title description policy policies provider class method mode status state level hint mapping map list level algorithm alg pair pairs point mesh store storetype vault usage role roles group groups error errors message handler callback interval date time at address addresses created updated pattern regex regexp schema model reference ref refs source target owner hash sha1 sha256 sha512 md5 checksum digest fingerprint thumbprint placeholder input mask min max rule rules reset change changed strength validator validation required mgr manager realm'.split(
    ' ',
  ),
)
/** Words in front of `key` or `token` that say what else it is. */
const QUALIFIERS = new Set(
  'public pub publishable idempotency site widget captcha recaptcha hcaptcha turnstile foreign primary natural sort cache bucket schema sequence hot idx partition row group lookup map dict object item list node parent child unique composite surrogate shard routing message translation i18n locale storage session query sorting index range hash field column property attribute config setting settings data csrf xsrf authenticity antiforgery next page pagination continuation sync change resume cancellation cancel device push registration random syntax lexer parser symbol start end stop eos bos pad mask unk special max min num total input output prompt completion left right arrow enter escape shift ctrl alt tab home return function minisat'.split(
    ' ',
  ),
)

/** What a name says when the value is none: in tests, in documentation. */
const UNREAL = new Set(
  'non not invalid wrong bad fake dummy mock mocked sample example bogus placeholder foo bar'.split(' '),
)

/** What stands where a secret is to be filled in, or is shown as an example. */
const PLACEHOLDER =
  /x{4}|\*{3}|\.{3}|_{4}|your[_-]?|my[_-](?:api|secret|token|key|pass)|example|placeholder|change[_-]?(?:me|it|this)|replace|redacted|dummy|foobar|insert|enter[_-]|todo|undefined|null|none|fake[_-]|sample|deadbeef|lorem|^(?:env|process|config|secrets?|vars?|self|this|os|ctx|args?|params?|options?|settings)\.|^(?:test|demo|todo|true|false)$/i
/** Dates, versions, addresses of machines and of accounts on a chain, media types, file names and paths. */
const ORDINARY =
  /^(?:\d{4}-\d\d-\d\d|0x[0-9a-f]{40}$|v?\d+(?:\.\d+){1,4}(?:[-+][\w.]+)?$|\d{1,3}(?:\.\d{1,3}){3}|(?:https?|s3|file|arn|urn|data):|(?:sha\d+|md5)[:=]|[\w.+-]+@[\w-]+\.\w+$|(?:text|image|audio|video|application)\/|\.{0,2}\/[\w.-]+\/|~\/|[A-Za-z]:[\\/])|\.(?:js|ts|tsx|jsx|json|ya?ml|pem|key|crt|cer|txt|md|html?|css|png|jpe?g|gif|svg|py|go|rb|java|php|cs|sh|conf|cfg|ini|toml|xml|com|org|net|io|dev|local|log|lock|zip|gz|jar)$/i

const HUMP = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+/

/** The words of a name, in lower case: `userApiKey`, `USER_API_KEY` → user, api, key. */
export const wordsOf = (name: string): string[] =>
  name
    .split(HUMP)
    .filter(word => word !== '')
    .map(word => word.toLowerCase())

type Kind = 'password' | 'secret' | undefined

/** Texts use few names, and use them often. */
const kinds = new Map<string, Kind>()
const MOST_KINDS = 512

function knownKind(name: string): Kind {
  if (kinds.has(name)) return kinds.get(name)
  if (kinds.size >= MOST_KINDS) kinds.clear()
  const kind = kindOfName(name)
  kinds.set(name, kind)
  return kind
}

/** What kind of secret a name speaks of, if any. */
export function kindOfName(name: string): Kind {
  const words = wordsOf(name)
  while (
    words.length > 1 &&
    /^\d+$|^(?:v\d|value|string|str|prod|production|dev|staging|new|old|test|is|live)$/.test(words.at(-1)!)
  )
    words.pop()
  const last = words.at(-1)
  if (last === undefined || ABOUT.has(last) || words.some(word => UNREAL.has(word))) return undefined
  // Alone it is the name of anything: of maps, of entries, of buttons.
  if (words.length === 1 && /^keys?$/.test(last)) return undefined
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at]!
    if (PASSWORD_WORDS.test(word)) return 'password'
    const key = word === 'key' || word === 'keys' || word === 'token' || word === 'tokens'
    if (key && at > 0 && QUALIFIERS.has(words[at - 1]!)) return undefined
    if (word === 'key' || (SECRET_WORDS.test(word) && !OTHER_KEYS.test(word))) return 'secret'
  }
  return undefined
}

const LEAST = 10
const MOST = 200
const ENTROPY = 3.5
const TURBULENCE = 0.16

/** Whether a value looks like a generated secret: random, and neither words nor a placeholder. */
export function looksRandom(value: string): boolean {
  if (value.length < LEAST || value.length > MOST) return false
  if (!/^[\w.=~+/-]+$/.test(value) || !/[0-9]/.test(value) || !/[A-Za-z]/.test(value)) return false
  if (PLACEHOLDER.test(value) || ORDINARY.test(value) || isMixedHex(value)) return false
  if (entropyOf(value, 0, value.length) < ENTROPY) return false
  return turbulence(value) >= TURBULENCE && longestRepeat(value) < 8 && longestSequence(value) < 16
}

const LEAST_SIGNS = 16
/** What generators of keys with signs in them choose from. */
const SIGNS = /^[\w!@#$%^&*()+=~.?-]+$/
/** Interpolation, calls, queries, names of members, colours: signs that code has between words. */
const CODE = /\$\w*\(|%\w*%|\w\(\)|[?&]\w+=|^[@#.$%]|^\w+\(|&&|\?\?|==/
/** In front of keys that Django makes for a new project. */
const DJANGO = /^django-insecure-/

/** Whether a value with signs in it looks generated: signs, digits and letters by turns, and no words. */
function looksRandomWithSigns(given: string): boolean {
  const value = given.replace(DJANGO, '')
  if (value.length < LEAST_SIGNS || value.length > MOST) return false
  if (!SIGNS.test(value) || !/[0-9]/.test(value) || !/[A-Za-z]/.test(value)) return false
  if (new Set(value.replace(/[\w.-]/g, '')).size < 2 || CODE.test(value)) return false
  if (PLACEHOLDER.test(value) || ORDINARY.test(value) || /[A-Za-z]{9}/.test(value)) return false
  return entropyOf(value, 0, value.length) >= ENTROPY && longestRepeat(value) < 4
}

/**
 * What says where a password is kept: tags of YAML, values that SOPS or Jasypt encrypted, names in a store of secrets, members of what is
 * handed over.
 */
const REFERENCE =
  /^ENC[[(]|^(?:vault|ssm|aws|awssm|awskms|secretsmanager|gcp|gsm|kms|azurekv|keyvault|keyring|keychain|keepass|bitwarden|lastpass|conjur|sops|secretref|env|file|resolve|ref\+\w+):\S/i
const BARE_REFERENCE = /^!(?:[A-Za-z_]+(?:[:/][A-Za-z_]+)*)$|^[A-Za-z_$][A-Za-z_.$]*\[(?:[:"']|\d{1,3}$|$)/

/** Words that are passwords in examples and tests alone, with a number behind them too. */
const WEAK =
  /^(?:secret|token|test|user|username|guest|default|string|value|hidden|foo|bar|abc)[_-]?\d{0,4}$/i

/** Whether a password is a real one: not a placeholder, not a variable, and more than a word. */
export function looksLikePassword(value: string, literal: boolean, quoted = true): boolean {
  if (value.length < 6 || value.length > 128) return false
  const digit = /[0-9]/.test(value)
  if (!digit && !/[^\p{L}\w.=\-\s]/u.test(value)) return false
  // Numbers alone are passwords where they are written as one.
  if (!literal && !/[A-Za-z]/.test(value) && /^\d+$/.test(value)) return false
  // A number, interpolation, templates, calls, formats.
  if (/^0x[0-9a-f]+$|^[$<{%[(@&*]|\$\{|\{\{|\(|%[sdv]|=>|\\|::|->|^-|[;{}]$|^\/|:\/\//.test(value))
    return false
  if (REFERENCE.test(value) || (!quoted && BARE_REFERENCE.test(value))) return false
  // A name in code: `password1`.
  if (!literal && /^[A-Za-z_]\w*$/.test(value) && turbulence(value) < 0.05) return false
  if (/\w+\.\w+\.\w+/.test(value) && !digit) return false
  return (
    longestRepeat(value) <= value.length / 2 && ![WEAK, ORDINARY, PLACEHOLDER].some(one => one.test(value))
  )
}

export type Generic = {
  readonly type: 'generic_secret' | 'password'
  readonly start: number
  readonly end: number
  readonly score: number
}

/** How sure a link between a name and a random value makes. */
const SCORES = { sign: 0.7, argument: 0.65, flag: 0.7, sentence: 0.6, plain: 0.5, call: 0.65 } as const

/** What is found beside a name with a keyword at `from`, for which `values` was just read. */
export function genericAt(text: string, from: number, values: Assignments): Generic | undefined {
  const { start, end, link } = values
  const name = values.name(from)
  if (link === 'call' && (values.quote === 0 || !SETTER.test(name))) return undefined
  const kind = knownKind(name) ?? kindOfBareKey(text, from, name, link)
  if (kind === undefined) return undefined
  if (kind === 'secret') {
    if (isCutOff(text, end)) return undefined
    if (looksRandom(text.slice(start, end)))
      return { type: 'generic_secret', start, end, score: SCORES[link] }
    const to = signsEnd(text, values, name)
    if (!looksRandomWithSigns(text.slice(start, to))) return undefined
    return { type: 'generic_secret', start, end: to, score: SCORES[link] }
  }
  if (link === 'plain') return undefined
  // "Pass both of them to x2y".
  if (link === 'sentence' && /^pass\b/i.test(name) && text.startsWith(' to ', values.nameEnd))
    return undefined
  // An argument beside 'password' is anything; beside 'db.password' it is its value.
  if (link === 'argument' && (values.quote === 0 || wordsOf(name).length < 2)) return undefined
  const found = passwordAt(text, start, values.quote, link)
  // "PASS: 1234 tests".
  return found && /^pass$/i.test(name) && /^\d+$/.test(text.slice(start, found.end)) ? undefined : found
}

/** The password at `start`, behind its quotation mark (or 0). */
export function passwordAt(text: string, start: number, quote: number, link: Link): Generic | undefined {
  const end = passwordEnd(text, start, quote)
  const value = text.slice(start, end)
  if ((quote === 0 || link === 'argument') && PATH.test(value)) return undefined
  if (quote === 0 && TYPE.test(value)) return undefined
  const literal = quote !== 0 || link !== 'sign' || !/[;,).[(]/.test(text.charAt(end))
  if (!looksLikePassword(value, literal, quote !== 0) || isNugetExample(value)) return undefined
  return { type: 'password', start, end, score: quote !== 0 || looksRandom(value) ? 0.75 : 0.6 }
}

/** Calls that are handed what they name: `setApiKey("…")`, `client.withPassword("…")`. */
const SETTER = /(?:^|\.)(?:set|with)(?:_|[A-Z])[\w-]*$/

/** In front of `key` in prose. */
const DETERMINER = /\b(?:my|our|your|the|this|api|access|secret|private|master|encryption|license) $/i

/** A key is a secret where people speak of it: "my key is …", "the API key: …". */
const kindOfBareKey = (text: string, from: number, name: string, link: Link): Kind =>
  /^keys?$/i.test(name) && (link === 'sentence' || DETERMINER.test(text.slice(Math.max(0, from - 12), from)))
    ? 'secret'
    : undefined

/** Documentation shortens what it shows. */
const isCutOff = (text: string, end: number): boolean =>
  text.startsWith('...', end) || text.charCodeAt(end) === 0x2026

/** `options?.password`, `users.*.password`, `data[0].secret`. */
const PATH = /^[A-Za-z_$][\w$[\]]*(?:\??\.[\w$*[\]]+)+$/

/** Types that a password may have in code, as they stand behind its name: `string|undefined`, `Optional[str]`. */
const TYPE = /^[A-Za-z_.]+[[<|?][A-Za-z_.,[\]<>|?=]*$/

/** Names of variables in files of settings. */
const SETTING = /^[A-Z][A-Z0-9_]*$/

/** Where a value that may have signs in it ends: at its quotation mark or, of a variable of the environment, with its line. */
function signsEnd(text: string, { start, quote, link }: Assignments, name: string): number {
  if (link !== 'sign' && link !== 'argument' && link !== 'call') return start
  if (quote === 0 && (text.charAt(start - 1) !== '=' || !SETTING.test(name))) return start
  const most = Math.min(text.length, start + MOST + 1)
  let end = start
  while (end < most && !isStop(text, end)) end++
  const closes = quote === 0 ? /[\r\n]|^$/.test(text.charAt(end)) : text.charCodeAt(end) === quote
  return closes ? end : start
}

const MAX_PASSWORD = 130
/** What follows one parameter of a query. */
const NEXT_PARAMETER = /&[\w.[\]-]{1,40}=/y

/** A quoted password goes to its quotation mark, a bare one to a blank or to what ends a statement. */
function passwordEnd(text: string, start: number, quote: number): number {
  const most = Math.min(text.length, start + MAX_PASSWORD)
  let end = start
  for (; end < most; end++) {
    const code = text.charCodeAt(end)
    if (
      code <= 32 ||
      code >= FIRST_FOREIGN ||
      code === 34 ||
      code === 39 ||
      code === 96 ||
      code === 60 ||
      code === 62
    )
      break
    if (
      quote === 0 &&
      (code === 59 || code === 44 || code === 41 || code === 125 || code === 93 || code === 92)
    )
      break
    if (code === 38) {
      NEXT_PARAMETER.lastIndex = end
      if (NEXT_PARAMETER.test(text)) break
    }
  }
  while (end > start && quote === 0 && /[.:?]/.test(text.charAt(end - 1)) && !/\S/.test(text.charAt(end)))
    end--
  return end
}
