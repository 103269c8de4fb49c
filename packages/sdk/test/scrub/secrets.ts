/**
 * Secrets made while the test runs, so that none stands in the repository. The same seed makes the same secrets.
 */

export type Secret = {
  readonly kind: string
  /** What must not leave. Plain letters and digits, so that no encoding on the way can hide it from the search. */
  readonly needle: string
  /** As it would be written. */
  readonly text: string
  /** A name it is known by, when only that gives it away; undefined: its looks do. */
  readonly name?: string
}

export type Random = (limit: number) => number

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed
  return limit => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

const DIGITS = '0123456789'
const HEX = `${DIGITS}abcdef`
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LOWER = UPPER.toLowerCase()
const ALNUM = UPPER + LOWER + DIGITS
const URLSAFE = `${ALNUM}-_`

export function luhn(partial: string): string {
  let sum = 0
  for (let i = partial.length - 1, double = true; i >= 0; i--, double = !double) {
    const digit = Number(partial[i]) * (double ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return partial + ((10 - (sum % 10)) % 10)
}

type Maker = (make: (length: number, alphabet: string) => string) => Omit<Secret, 'kind'>

/** A token of an issuer: a prefix in parts, so that this file holds nothing that looks like one, and what is random. */
const token =
  (prefix: readonly string[], length: number, alphabet: string, tail = 0, joint = ''): Maker =>
  make => {
    const needle = make(length, alphabet)
    return { needle, text: prefix.join('') + needle + joint + make(tail, alphabet) }
  }

/** Known by its name only. */
const named =
  (name: string, length: number, alphabet = ALNUM): Maker =>
  make => {
    const needle = make(length, alphabet)
    return { name, needle, text: needle }
  }

const card =
  (prefix: string, length: number, groups: readonly number[] = [], separator = ''): Maker =>
  make => {
    const number = luhn(prefix + make(length - prefix.length - 1, DIGITS))
    const starts = groups.map((_, i) => groups.slice(0, i).reduce((sum, size) => sum + size, 0))
    const parts = groups.map((size, i) => number.slice(starts[i], (starts[i] as number) + size))
    const text = parts.length === 0 ? number : parts.join(separator)
    return { needle: text, text }
  }

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export const MAKERS: Readonly<Record<string, Maker>> = {
  'AWS access key id': token(['AK', 'IA'], 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
  'AWS temporary key id': token(['AS', 'IA'], 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
  'AWS secret beside its id': make => {
    const needle = make(40, ALNUM)
    return { needle, text: `${['AK', 'IA'].join('')}${make(16, UPPER)}:${needle}` }
  },
  'AWS secret access key': named('aws_secret_access_key', 40),
  'GCP API key': token(['AI', 'za'], 35, URLSAFE.slice(0, 62)),
  'GCP service account': make => {
    const needle = make(64, ALNUM)
    const key = `-----BEGIN ${'PRIVATE'} KEY-----\n${needle}\n${make(64, ALNUM)}\n-----END ${'PRIVATE'} KEY-----\n`
    return {
      needle,
      text: JSON.stringify({
        type: 'service_account',
        project_id: 'p',
        private_key: key,
        client_email: 'a@p.example',
      }),
    }
  },
  'Azure storage connection': make => {
    const needle = make(86, ALNUM)
    return {
      needle,
      text: `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${needle}==;EndpointSuffix=core.example`,
    }
  },
  'Azure shared access signature': make => {
    const needle = make(42, ALNUM)
    return {
      needle,
      text: `https://shop.blob.example/c/b.txt?sv=2024-11-04&se=2026-01-01&sr=b&sp=r&sig=${needle}%3D`,
    }
  },
  'GitHub classic': token(['gh', 'p_'], 36, ALNUM),
  'GitHub fine-grained': token(['github', '_pat_'], 22, ALNUM, 59, '_'),
  'GitHub app': token(['gh', 's_'], 36, ALNUM),
  GitLab: token(['gl', 'pat-'], 20, ALNUM),
  'Slack bot': make => {
    const needle = make(24, ALNUM)
    return { needle, text: `${['xo', 'xb'].join('')}-${make(12, DIGITS)}-${make(12, DIGITS)}-${needle}` }
  },
  'Slack webhook': make => {
    const needle = make(24, ALNUM)
    return {
      needle,
      text: `https://hooks.slack.com/services/T${make(8, UPPER)}/B${make(8, UPPER)}/${needle}`,
    }
  },
  'Stripe live': token(['sk', '_live_'], 24, ALNUM),
  'Stripe restricted': token(['rk', '_live_'], 24, ALNUM),
  'Stripe webhook': token(['wh', 'sec_'], 32, ALNUM),
  OpenAI: token(['sk', '-proj-'], 48, ALNUM),
  'OpenAI legacy': token(['sk', '-'], 48, ALNUM),
  Anthropic: token(['sk', '-ant-api03-'], 80, ALNUM),
  'Hugging Face': token(['h', 'f_'], 34, ALNUM),
  SendGrid: token(['S', 'G.'], 22, ALNUM, 43, '.'),
  Twilio: token(['S', 'K'], 32, HEX),
  npm: token(['np', 'm_'], 36, ALNUM),
  PyPI: token(['py', 'pi-AgEIcHlwaS5vcmc'], 70, ALNUM),
  Tallystick: token(['tal', 'ly_'], 16, HEX, 43, '_'),
  'Google OAuth access': token(['ya', '29.'], 60, ALNUM),
  'Google OAuth client': token(['GOC', 'SPX-'], 28, ALNUM),
  Telegram: make => {
    const needle = make(33, ALNUM)
    return { needle, text: `${make(1, '123456789')}${make(9, DIGITS)}:AA${needle}` }
  },
  Discord: make => {
    const needle = make(38, ALNUM)
    return { needle, text: `M${make(23, ALNUM)}.G${make(5, ALNUM)}.${needle}` }
  },
  DigitalOcean: token(['do', 'p_v1_'], 64, HEX),
  Shopify: token(['sh', 'pat_'], 32, HEX),
  'JSON Web Token': make => {
    const needle = make(43, ALNUM)
    return {
      needle,
      text: `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: make(8, DIGITS), iat: 1 })}.${needle}`,
    }
  },
  'private key': make => {
    const needle = make(64, ALNUM)
    const kind = ['RSA ', 'EC ', 'OPENSSH ', ''][Number(make(1, '0123'))]
    return {
      needle,
      text: `-----BEGIN ${kind}${'PRIVATE'} KEY-----\n${needle}\n${make(64, ALNUM)}\n-----END ${kind}${'PRIVATE'} KEY-----`,
    }
  },
  'Visa card': card('4', 16),
  'Visa card in fours': card('4', 16, [4, 4, 4, 4], ' '),
  'Mastercard with hyphens': card('53', 16, [4, 4, 4, 4], '-'),
  'American Express card': card('37', 15, [4, 6, 5], ' '),
  'Discover card': card('6011', 16),
  'bearer credentials': make => {
    const needle = make(40, ALNUM)
    return { needle, text: `Bearer ${needle}` }
  },
  'short bearer credentials': make => {
    const needle = `${make(9, ALNUM)}7x`
    return { needle, text: `bearer ${needle}` }
  },
  'basic credentials': make => {
    const needle = Buffer.from(`user:${make(12, ALNUM)}`)
      .toString('base64')
      .replace(/=+$/, '')
    return { needle, text: `Basic ${needle}` }
  },
  'credentials in a URL': make => {
    const needle = make(14, ALNUM)
    return { needle, text: `postgres://shop:${needle}@db.internal:5432/orders` }
  },
  'credentials in a URL without a user': make => {
    const needle = make(14, ALNUM)
    return { needle, text: `redis://:${needle}@cache.internal:6379/0` }
  },
  'token in a URL': make => {
    const needle = make(20, ALNUM)
    return { needle, text: `https://api.example.com/v1/me?access_token=${needle}&page=2` }
  },
  'connection string of SQL Server': make => {
    const needle = make(14, ALNUM)
    return { needle, text: `Server=db;Database=shop;User Id=sa;Password=${needle};Encrypt=true` }
  },
  password: named('password', 12),
  'password of a user': named('userPassword', 9),
  passphrase: named('passphrase', 16),
  'API key': named('apiKey', 24),
  'API key header': named('X-Api-Key', 24),
  'client secret': named('client_secret', 30),
  'refresh token': named('refresh_token', 26),
  'CSRF token': named('csrfToken', 22),
  'session token': named('session-token', 20),
  cookie: make => {
    const needle = make(24, ALNUM)
    return { name: 'Cookie', needle, text: `theme=dark; sid=${needle}; lang=en` }
  },
  'set-cookie': make => {
    const needle = make(24, ALNUM)
    return { name: 'Set-Cookie', needle, text: `sid=${needle}; Path=/; HttpOnly; SameSite=Lax` }
  },
  'digest authorization': make => {
    const needle = make(32, HEX)
    return { name: 'Authorization', needle, text: `Digest username=mufasa, realm=shop, response=${needle}` }
  },
  'hexadecimal key': named('encryption_key', 64, HEX),
  'UUID as a secret': make => {
    const needle = [8, 4, 4, 4, 12].map(length => make(length, HEX)).join('-')
    return { name: 'secret_id', needle, text: needle }
  },
}

/** `each` secrets of every kind. */
export function makeSecrets(each: number, seed = 20_240_115): readonly Secret[] {
  const random = seeded(seed)
  const make = (length: number, alphabet: string): string => {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[random(alphabet.length)]
    return text
  }
  return Object.entries(MAKERS).flatMap(([kind, maker]) =>
    Array.from({ length: each }, () => ({ kind, ...maker(make) })),
  )
}
