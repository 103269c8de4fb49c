import type { Span } from './types.ts'

/** The authority of a URL ends here (RFC 3986 §3.2), and so does anything a URL is embedded in. */
const USERINFO = /:\/\/([^\s/?#"'<>\\]*)@/y
/** People put `/` unescaped into passwords; a port follows no such colon. */
const LOOSE_USERINFO = /:\/\/([^\s/?#@:"'<>\\]*:(?![0-9]{1,5}[/?#])[^\s@"'<>\\]{1,128})@/y

/** Addresses whose path is the secret. */
const WEBHOOK =
  /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/[0-9]{5,25}\/|[\w-]{1,64}\.webhook\.office\.com\/webhookb2\/)([\w/@.+-]{16,512})/g

/** Passwords in URLs: `scheme://user:password@host`. The user's name stays, and so does the URL's shape. */
export function findUrlSecrets(text: string, found: Span[]): void {
  let at = text.indexOf('://')
  while (at !== -1) {
    let next = at + 3
    const user = match(USERINFO, text, at) ?? match(LOOSE_USERINFO, text, at)
    if (user !== undefined) {
      const colon = user.indexOf(':')
      const end = next + user.length
      if (colon !== -1 && colon + 1 < user.length) found.push({ start: next + colon + 1, end })
      next = end
    }
    at = text.indexOf('://', next)
  }
}

/** Incoming webhooks: whoever knows the address may post. */
export function findWebhooks(text: string, found: Span[]): void {
  WEBHOOK.lastIndex = 0
  for (let hook = WEBHOOK.exec(text); hook !== null; hook = WEBHOOK.exec(text)) {
    const secret = hook[1] as string
    found.push({ start: WEBHOOK.lastIndex - secret.length, end: WEBHOOK.lastIndex, kind: 'webhook' })
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[1]
}
