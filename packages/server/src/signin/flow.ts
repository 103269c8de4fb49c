import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** A sign-in that was begun and waits for the answer of the identity provider. */
export type Flow = {
  /** RFC 6749 §10.12 */
  readonly state: string
  /** OpenID Connect Core §15.5.2 */
  readonly nonce: string
  /** RFC 7636 */
  readonly verifier: string
  readonly returnTo: string
}

/** So long may somebody take at the provider. */
export const FLOW_SECONDS = 10 * 60
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Flows wait in a cookie of the browser that began them, so that nobody can fill the memory of the server with flows, and no other browser can end
 * one. They are encrypted under a key of this process: a restart ends them.
 */
export type Flows = {
  seal(flow: Flow): string
  /** Undefined for what this process did not seal, or too long ago. */
  open(sealed: string): Flow | undefined
}

export function createFlows(now: () => number): Flows {
  const key = randomBytes(32)
  return {
    seal(flow) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = JSON.stringify({ ...flow, until: now() + FLOW_SECONDS * 1_000 })
      return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      )
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      }).setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        const text = Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ])
        const { until, ...flow } = JSON.parse(text.toString('utf8')) as Flow & { until: number }
        return until > now() ? flow : undefined
      } catch {
        return undefined
      }
    },
  }
}

/** A path of this server, whatever somebody asked to be led to. */
export function safeReturn(asked: string | undefined): string {
  const base = 'http://here.invalid'
  if (asked === undefined || !URL.canParse(asked, base)) return '/'
  const { origin, pathname, search, hash } = new URL(asked, base)
  // Two slashes at the beginning would name a host.
  return origin === base && !pathname.startsWith('//') ? pathname + search + hash : '/'
}
