/**
 * Which names promise a secret. A name is cut into words (`xApiKey`, `X-API-Key` and `x_api_key` are the same three),
 * a secret term is looked for among them, and the words around it decide: `password` is one, `password_hash` too,
 * `password_reset_at`, `max_tokens` and `secretary` are not.
 */

const MAX_NAME = 96

/** Written together as often as apart: found at the end of a word as well (`dbpassword`, `clientsecret`). */
const GLUED = [
  'password',
  'passwort',
  'kennwort',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'token',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'accountkey',
  'signingkey',
  'encryptionkey',
  'masterkey',
  'sharedkey',
  'sessionkey',
  'subscriptionkey',
  'authorization',
  'credential',
  'credentials',
  'cookie',
  'cookies',
  'connectionstring',
  'connstr',
]

/** Secret when they are a word of their own. */
const WORDS = [
  'passwords',
  'pwd',
  'pw',
  'pswd',
  'apikeys',
  'creds',
  'jwt',
  'bearer',
  'otp',
  'totp',
  'cvv2?',
  'cvc2?',
  'ssn',
  'mnemonic',
  'privkey',
  'seckey',
  'phpsessid',
  'jsessionid',
  'authtoken',
]

/** What kind of key is a secret one; `primary_key`, `cache_key` and `public_key` are not. */
const KEY_OF =
  'api|apis|access|secret|private|priv|sign|signing|encrypt|encryption|enc|decrypt|decryption|account|shared|master|storage|' +
  'ssh|hmac|crypto|cipher|auth|deploy|subscription|functions|role|service|app|application|webhook|session|root|wallet|rsa|aes|' +
  'jwt|pgp|gpg|tls|ssl|license|admin|client|integration|write|ingest'

const PASS_OF =
  'db|user|usr|smtp|mail|email|admin|root|login|ftp|http|basic|auth|proxy|redis|mysql|pg|postgres|mongo|mongodb|database|account|' +
  'my|new|old|wifi|ldap|sudo|rabbitmq|mq|amqp|imap|ssh|api|client|bind|keystore|truststore|ssl|tls|key|store'

const PHRASES = [
  `(?:${KEY_OF})_keys?`,
  `(?:${PASS_OF})_?pass`,
  '(?:access|refresh|auth|api|bearer|session|device|csrf|xsrf|registration|push|fcm|reset|security)_tokens',
  'pass_(?:word|words|phrase|code|wd)',
  '(?:seed|recovery|secret|mnemonic)_phrase',
  '(?:connection|conn)_(?:string|str)',
  '(?:recovery|backup|verification|mfa|auth|authorization|2_fa|two_factor|security|one_time)_codes?',
  '(?:card|credit_card|cc)_(?:number|num|no)',
  '(?:cardnumber|ccnumber|ccnum|creditcard|credit_card)',
  '(?:connect_sid|session_cookie|aspnet_sessionid)',
]

const TERM = new RegExp(
  `_(?:${PHRASES.join('|')}|[a-z]*(?:${GLUED.join('|')})|(?:${WORDS.join('|')}))(?=_|$)`,
  'g',
)

/** `pass` alone is too short a word to be trusted inside a longer name. */
const WHOLE = new Set(['_pass', '_xauth', '_x_auth'])

/** One word in small letters that begins with the term: `passwordhash`, `passwordconfirmation`. */
const BEGINS =
  /_(?:password|passwd|passphrase)(?:hash|hashed|confirm|confirmation|again|repeat|repeated|new|old|value|salt)$/

/** Ends of names that hold something about a secret, and not the secret. */
const ABOUT = new Set(
  (
    'at on by in of count counts total length len size limit limits max min usage used budget left remaining rate cost price ' +
    'per expiry expires expired expiration exp ttl age lifetime duration policy policies required require reset changed updated ' +
    'created rotated rotation strength score attempts attempt tries failures failed name names url uri urls endpoint header ' +
    'headers format version status state enabled disabled valid validity invalid present missing exists index position offset ' +
    'date time timestamp days hours minutes seconds ms algorithm alg provider source arn path file filename dir directory ' +
    'location field type types kind category class scope scopes issuer audience id ids ref reference manager store vault ' +
    'consent banner domain settings preferences bucket ring fingerprint thumbprint prefix label description title ' +
    'error errors message reason code action event flow page screen check checker validator validation rules rule ' +
    'authentication auth grant exchange parser reader writer service method mode stream callback handler middleware factory ' +
    'builder module'
  ).split(' '),
)

/** Beginnings that make a flag or a figure of the whole name. */
const FIGURE =
  /^_(?:has|have|is|was|num|no|max|min|total|avg|mean|sum|requires?|required|needs?|missing|should|supports?|forgot|count)_/

/** What stands before `token` when it is a piece of text or a place in a list. */
const TEXT_TOKEN =
  /_(?:next|page|next_page|continuation|pagination|cursor|sync|start|end|stop|unexpected|eos|bos|pad|unk|mask|sep|cls|per|first|last|current|previous|prompt|completion|input|output|cached|reasoning|lookahead)_token$/

/** The name's words in small letters, each with `_` in front: `xApiKey2` → `_x_api_key_2`. */
function canonicalName(name: string): string {
  const words = name
    .slice(-MAX_NAME)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/([A-Za-z])([0-9])/g, '$1_$2')
    .replace(/([0-9])([A-Za-z])/g, '$1_$2')
    .toLowerCase()
  return `_${words}`.replace(/[^a-z0-9]+/g, '_').replace(/_+$/, '')
}

/**
 * Is what stands under this name a secret as a whole? Ignores case and separators; the last 96 characters decide.
 * Judges the name alone: a caller knows whether the value is a flag or nothing.
 */
export function isSecretName(name: string): boolean {
  const words = canonicalName(name)
  if (WHOLE.has(words)) return true
  let last: RegExpExecArray | undefined
  for (const match of words.matchAll(TERM)) last = match
  if (last === undefined) return BEGINS.test(words)
  if (FIGURE.test(words)) return false
  const term = last[0]
  const tail = words.slice(last.index + term.length)
  if (tail === '') return !(term.endsWith('token') && TEXT_TOKEN.test(words))
  const end = tail.slice(tail.lastIndexOf('_') + 1)
  if (end === 'id') return /secret$/.test(term)
  return !ABOUT.has(end)
}

/** Names that are secret as parameters of a URL or form, where they are short by custom (Azure, AWS, OAuth 2.0, PHP). */
const PARAMETERS =
  /^_(?:sig|signature|key|code|sid|session|sessionid|session_id|auth|pw|p_token|hmac|assertion|client_assertion|code_verifier|saml_?response|x_(?:amz|goog|oss|cos)_signature)$/

/** Is this parameter of a URL a secret? */
export function isSecretParameter(name: string): boolean {
  return PARAMETERS.test(canonicalName(name)) || isSecretName(name)
}

/** Names whose values are whole sentences. */
export function isPhraseName(name: string): boolean {
  return /phrase$|mnemonic$/i.test(name)
}

/**
 * Words as people and programs write them: `email`, `Content-Type`, `firstName`, `USER_NAME`, "not found". Tells a list of names from a list of
 * names and values, and what is said from what is random.
 */
export function isWords(text: string): boolean {
  return text.length < 32 && WORDS_OR_NAME.test(text)
}

const WORDS_OR_NAME = /^(?:[A-Z]?[a-z]{2,}(?:(?:[ _.-][A-Z]?|[A-Z])[a-z]{2,})*[.]?|[A-Z]+(?:[ _-][A-Z]+)*|)$/
