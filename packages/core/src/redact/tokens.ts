import { DIGIT, findRun, HEX_LETTER, JOINER, runEnd, startsWord, TOKEN } from './characters.ts'
import type { Finder, Span } from './types.ts'

/**
 * Tokens that their issuers made recognisable. Sources: the issuers' own documentation, GitHub's list of secret-scanning
 * patterns, and the public rules of gitleaks and secretlint.
 */
type Token = {
  /** Shown in the marker. */
  readonly kind: string
  /** How it may begin: literals of two characters or more, with blanks between them. */
  readonly starts: string
  /** What precedes it, for the few that do not begin with what makes them recognisable. */
  readonly before?: RegExp
  /** What follows. Its least length is bounded, so that a failed look costs little. */
  readonly rest: string
  /** The beginning is short enough to occur inside words: demand a word's start. */
  readonly word?: true
  readonly validate?: (token: string) => boolean
}

/** A digit among letters: what tells a random token from a compound of words (`sk-loading-indicator-wrapper`). */
const mixed = (token: string): boolean => /[0-9]/.test(token) && /[A-Za-z]/.test(token.slice(3))

const TOKENS: readonly Token[] = [
  { kind: 'tallystick', starts: 'tally_', rest: '[0-9a-f]{16}_[\\w-]{43}' },
  // An access key id is often followed by its secret (credential files, CSV downloads, "id:secret").
  {
    kind: 'aws',
    starts: 'AKIA ASIA ABIA ACCA',
    rest: '[A-Z0-9]{16}(?![A-Za-z0-9])(?:["\'\\\\]{0,4}[\\s,:;|/]{1,3}["\'\\\\]{0,4}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))?',
    word: true,
  },
  { kind: 'github', starts: 'ghp_ gho_ ghu_ ghs_ ghr_', rest: '[A-Za-z0-9]{30,255}' },
  { kind: 'github', starts: 'github_pat_', rest: '[A-Za-z0-9_]{22,255}' },
  {
    kind: 'gitlab',
    starts: 'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt-',
    rest: '[\\w-]{20,}(?:\\.[\\w-]{2,20}){0,2}',
  },
  { kind: 'gitlab', starts: 'GR1348941', rest: '[\\w-]{20}' },
  { kind: 'slack', starts: 'xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs-', rest: '[A-Za-z0-9-]{10,}' },
  { kind: 'slack', starts: 'xoxe.xox', rest: '[bp]-[A-Za-z0-9-]{10,}' },
  { kind: 'slack', starts: 'xapp-', rest: '[0-9]-[A-Za-z0-9-]{10,}' },
  {
    kind: 'stripe',
    starts: 'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_',
    rest: '[A-Za-z0-9]{10,}',
  },
  { kind: 'stripe', starts: 'whsec_', rest: '[A-Za-z0-9+/=]{20,}' },
  { kind: 'anthropic', starts: 'sk-ant-', rest: '[\\w-]{16,}' },
  { kind: 'openai', starts: 'sk-', rest: '[\\w-]{20,256}', word: true, validate: mixed },
  { kind: 'openai', starts: 'sess-', rest: '[A-Za-z0-9]{40}', word: true },
  { kind: 'huggingface', starts: 'hf_', rest: '[A-Za-z0-9]{30,}', word: true },
  { kind: 'huggingface', starts: 'api_org_', rest: '[A-Za-z0-9]{34}' },
  { kind: 'groq', starts: 'gsk_', rest: '[A-Za-z0-9]{40,}', word: true },
  { kind: 'xai', starts: 'xai-', rest: '[A-Za-z0-9]{60,}', word: true },
  { kind: 'replicate', starts: 'r8_', rest: '[A-Za-z0-9]{37}', word: true },
  { kind: 'perplexity', starts: 'pplx-', rest: '[A-Za-z0-9]{32,}' },
  { kind: 'sendgrid', starts: 'SG.', rest: '[\\w-]{16,32}\\.[\\w-]{16,64}', word: true },
  { kind: 'brevo', starts: 'xkeysib-', rest: '[0-9a-f]{64}-[A-Za-z0-9]{16}' },
  { kind: 'mailgun', starts: 'key-', rest: '[0-9a-f]{32}(?![0-9A-Za-z])', word: true },
  {
    kind: 'mailchimp',
    before: /(?<![0-9A-Za-z])[0-9a-f]{32}$/,
    starts: '-us',
    rest: '[0-9]{1,2}(?![0-9A-Za-z])',
  },
  { kind: 'twilio', starts: 'SK', rest: '[0-9a-f]{32}(?![0-9A-Za-z])', word: true },
  { kind: 'npm', starts: 'npm_', rest: '[A-Za-z0-9]{36}', word: true },
  { kind: 'pypi', starts: 'pypi-', rest: '[\\w-]{32,}' },
  { kind: 'rubygems', starts: 'rubygems_', rest: '[0-9a-f]{48}' },
  { kind: 'google', starts: 'AIza', rest: '[\\w-]{35}' },
  { kind: 'google', starts: 'ya29.', rest: '[\\w-]{20,}(?:\\.[\\w-]+)*' },
  { kind: 'google', starts: 'GOCSPX-', rest: '[\\w-]{20,}' },
  { kind: 'google', starts: '1//0', rest: '[\\w-]{30,}', word: true },
  { kind: 'telegram', before: /(?<![0-9A-Za-z])[0-9]{5,16}$/, starts: ':A', rest: '[\\w-]{34}(?![\\w-])' },
  { kind: 'digitalocean', starts: 'doo_v1_ dop_v1_ dor_v1_', rest: '[0-9a-f]{64}' },
  { kind: 'shopify', starts: 'shpat_ shpca_ shppa_ shpss_ shpua_', rest: '[0-9A-Fa-f]{32}' },
  { kind: 'square', starts: 'sq0atp- sq0csp- sq0idp-', rest: '[\\w-]{22,}' },
  { kind: 'facebook', starts: 'EAA', rest: '[A-Za-z0-9]{60,512}', word: true, validate: mixed },
  { kind: 'airtable', starts: 'pat', rest: '[A-Za-z0-9]{14}\\.[0-9a-f]{64}', word: true },
  { kind: 'linear', starts: 'lin_api_ lin_oauth_', rest: '[A-Za-z0-9]{32,}' },
  { kind: 'notion', starts: 'secret_', rest: '[A-Za-z0-9]{43}(?![A-Za-z0-9])', word: true },
  { kind: 'notion', starts: 'ntn_', rest: '[A-Za-z0-9]{40,}', word: true },
  { kind: 'figma', starts: 'figd_', rest: '[\\w-]{40,}' },
  { kind: 'postman', starts: 'PMAK-', rest: '[0-9a-f]{24}-[0-9a-f]{34}' },
  { kind: 'newrelic', starts: 'NRAK-', rest: '[A-Z0-9]{27}' },
  { kind: 'grafana', starts: 'glsa_', rest: '[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}' },
  { kind: 'grafana', starts: 'glc_', rest: '[A-Za-z0-9+/]{32,}={0,3}', word: true },
  { kind: 'sentry', starts: 'sntrys_ sntryu_', rest: '[A-Za-z0-9+/=_]{40,}' },
  { kind: 'vault', starts: 'hvs. hvb. hvr.', rest: '[\\w-]{24,}', word: true },
  { kind: 'terraform', before: /[A-Za-z0-9]{14}$/, starts: '.atlasv1.', rest: '[\\w-]{60,}' },
  {
    kind: 'doppler',
    starts: 'dp.pt. dp.ct. dp.st. dp.sa. dp.scim. dp.audit.',
    rest: '(?:[\\w-]{1,35}\\.)?[A-Za-z0-9]{40,44}',
    word: true,
  },
  { kind: 'databricks', starts: 'dapi', rest: '[0-9a-f]{32}(?:-[0-9])?(?![0-9A-Za-z])', word: true },
  { kind: 'docker', starts: 'dckr_pat_ dckr_oat_', rest: '[\\w-]{20,}' },
  { kind: 'atlassian', starts: 'ATATT3 ATCTT3 ATBBT3', rest: '[\\w=-]{40,}' },
  { kind: 'supabase', starts: 'sbp_', rest: '[0-9a-f]{40}', word: true },
  { kind: 'planetscale', starts: 'pscale_tkn_ pscale_pw_ pscale_oauth_', rest: '[\\w.-]{32,}' },
  { kind: 'pulumi', starts: 'pul-', rest: '[0-9a-f]{40}', word: true },
  { kind: 'flyio', starts: 'fm1a_ fm1r_ fm1_ fm2a_ fm2r_ fm2_', rest: '[A-Za-z0-9+/=]{40,}', word: true },
  { kind: 'flyio', starts: 'fo1_', rest: '[\\w-]{43}', word: true },
  { kind: 'heroku', starts: 'HRKU-', rest: '[\\w-]{36,}' },
  { kind: 'alibaba', starts: 'LTAI', rest: '[A-Za-z0-9]{12,26}', word: true },
  { kind: 'sourcegraph', starts: 'sgp_', rest: '(?:[0-9a-f]{16}_|local_)?[0-9a-fA-F]{40}', word: true },
  { kind: 'shippo', starts: 'shippo_live_ shippo_test_', rest: '[0-9a-f]{40}' },
  { kind: 'easypost', starts: 'EZAK EZTK', rest: '[A-Za-z0-9]{54}', word: true },
  {
    kind: 'dynatrace',
    starts: 'dt0c dt0s',
    rest: '[0-9]{2}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{64}',
    word: true,
  },
  { kind: 'newrelic', starts: 'NRII-', rest: '[\\w-]{32}' },
  { kind: 'duffel', starts: 'duffel_live_ duffel_test_', rest: '[\\w=-]{40,}' },
  { kind: 'typeform', starts: 'tfp_', rest: '[\\w.=-]{40,}', word: true },
  { kind: 'prefect', starts: 'pnu_ pnb_', rest: '[A-Za-z0-9]{36}', word: true },
  { kind: 'readme', starts: 'rdme_', rest: '[a-z0-9]{70}' },
  { kind: 'openshift', starts: 'sha256~', rest: '[\\w-]{43}' },
  { kind: 'aws_bedrock', starts: 'ABSK', rest: '[A-Za-z0-9+/]{100,}={0,2}', word: true },
  { kind: 'aws_bedrock', starts: 'bedrock-api-key-', rest: '[A-Za-z0-9+/=]{20,}' },
  { kind: 'flutterwave', starts: 'FLWSECK_TEST- FLWSECK-', rest: '[A-Za-z0-9-]{12,}' },
  { kind: 'cloudflare', starts: 'v1.0-', rest: '[0-9a-f]{24}-[0-9a-f]{146}', word: true },
  { kind: 'azure_ad', before: /[\w~.]{3}[0-9]$/, starts: 'Q~', rest: '[\\w~.-]{31,34}' },
  { kind: 'age', starts: 'AGE-SECRET-KEY-', rest: '1[0-9A-Z]{58}' },
  { kind: 'onepassword', starts: 'ops_eyJ', rest: '[A-Za-z0-9+/=]{60,}' },
]

/** The shortest of them is an AWS access key id; hostnames, words and numbers mostly end sooner. */
const MIN_RUN = 20
/** How far before its long run of characters a token may begin (`SG.`, `xoxe.xoxp-`, `….atlasv1.`). */
const REACH = 24
const MAX_BEFORE = 33

/** A way to begin, and the rest of what it begins. */
type Start = { readonly token: Token; readonly literal: string; readonly rest: RegExp }

/** Finds issued tokens of every kind that is not switched off. */
export function tokenFinder(isOff: (kind: string) => boolean): Finder {
  const starts = startTable(TOKENS.filter(token => !isOff(token.kind)))
  const discord = !isOff('discord')
  return (text, found) => {
    let done = 0
    for (let run = findRun(text, TOKEN, MIN_RUN, 0); run !== -1; run = findRun(text, TOKEN, MIN_RUN, done)) {
      const end = runEnd(text, TOKEN, run)
      let at = Math.max(done, run - REACH)
      done = end
      if (isHexId(text, run, end)) continue
      if (discord) findDiscord(text, run, found)
      for (let code = text.charCodeAt(at); at < end; at++) {
        const next = text.charCodeAt(at + 1)
        const candidates = (code | next) < 128 ? starts[code * 128 + next] : undefined
        const token = candidates === undefined ? undefined : tokenAt(text, at, candidates)
        if (token !== undefined) {
          found.push(token)
          done = Math.max(done, token.end)
          at = token.end - 1
        }
        code = token === undefined ? next : text.charCodeAt(token.end)
      }
    }
  }
}

/** Every way to begin under its first two characters: few places in a text need a closer look. */
function startTable(tokens: readonly Token[]): readonly (readonly Start[] | undefined)[] {
  const table: (Start[] | undefined)[] = new Array(128 * 128).fill(undefined)
  for (const token of tokens) {
    const rest = new RegExp(token.rest, 'y')
    for (const literal of token.starts.split(' ')) {
      const index = literal.charCodeAt(0) * 128 + literal.charCodeAt(1)
      const bucket = table[index] ?? []
      bucket.push({ token, literal, rest })
      table[index] = bucket
    }
  }
  return table
}

function tokenAt(text: string, at: number, candidates: readonly Start[]): Span | undefined {
  for (const { token, literal, rest } of candidates) {
    if (!text.startsWith(literal, at)) continue
    rest.lastIndex = at + literal.length
    if (!rest.test(text)) continue
    const end = rest.lastIndex
    if (token.word === true && !startsWord(text, at)) continue
    if (token.validate !== undefined && !token.validate(text.slice(at, end))) continue
    const ahead =
      token.before === undefined ? '' : token.before.exec(text.slice(Math.max(0, at - MAX_BEFORE), at))?.[0]
    if (ahead === undefined) continue
    return { start: at - ahead.length, end, kind: token.kind }
  }
  return undefined
}

/** Can a text of this shape hold an issued token at all? Part of the fast path. */
export function mayHoldToken(text: string): boolean {
  return findRun(text, TOKEN, MIN_RUN, 0) !== -1
}

/** UUIDs, hashes and trace ids: no issuer's token is written in hexadecimal digits alone, but the end of some is. */
function isHexId(text: string, run: number, end: number): boolean {
  return text[run - 1] !== '.' && runEnd(text, DIGIT | HEX_LETTER | JOINER, run) >= end
}

/** A bot's token at Discord: user id, time and HMAC, each in base64url, without any prefix. */
const DISCORD = /[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y

function findDiscord(text: string, run: number, found: Span[]): void {
  DISCORD.lastIndex = text[run - 1] === '\\' ? run + 1 : run
  const match = DISCORD.exec(text)
  if (match !== null && mixed(match[0])) {
    found.push({ start: match.index, end: DISCORD.lastIndex, kind: 'discord' })
  }
}
