import { retryAfterMs } from './backoff.ts'

/** One record that the server refused, by its place in the batch. */
export type Refusal = { readonly index: number; readonly code: string; readonly message: string }

/** What an answer means for the batch that was sent. */
export type Outcome =
  /** Every record is durable on the server, but for those in `refused`, which it will never take. */
  | {
      readonly kind: 'taken'
      readonly refused: readonly Refusal[]
      /** Numbers [from, to) of this writer that the server never had. */
      readonly gap?: { readonly from: number; readonly to: number }
    }
  /** The batch as a whole is not acceptable: too large, or something in it upsets the decoder. */
  | { readonly kind: 'indigestible'; readonly code: string; readonly message: string }
  /** Not now. */
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs?: number }
  /** Nothing is wrong with the batch, but with the key, the address, or what stands between. */
  | { readonly kind: 'barred'; readonly reason: string }

export type Answer = {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/** 408, 425 and 429 say "again later" as the 5xx do (RFC 9110 §15, RFC 8470 §5.2, RFC 6585 §4). */
const LATER: ReadonlySet<number> = new Set([408, 425, 429])
const INDIGESTIBLE: ReadonlySet<number> = new Set([400, 413, 415, 422])

/**
 * Reads the answer to a batch of `count` records. Only what speaks as Tallystick does can say that records are taken or refused: a
 * login page of a proxy says neither with its 200, nor with its 400.
 */
export function outcomeOf({ status, retryAfter, body }: Answer, count: number, now: number): Outcome {
  const answer = parse(body)
  const said = status >= 300 ? `${status} ${answer.code ?? ''} ${answer.message ?? ''}`.trim() : `${status}`
  if (status >= 500 || LATER.has(status)) {
    const afterMs = retryAfterMs(retryAfter, now)
    return { kind: 'later', reason: said, ...(afterMs === undefined ? {} : { afterMs }) }
  }
  const { accepted, duplicates, refused, gap } = answer
  if (accepted !== undefined && refused !== undefined && (status < 300 || INDIGESTIBLE.has(status))) {
    const told = new Set(refused.map(({ index }) => index).filter(index => index >= 0 && index < count))
    if (accepted + duplicates + told.size === count && told.size === refused.length)
      return { kind: 'taken', refused, ...(gap === undefined ? {} : { gap }) }
    return {
      kind: 'later',
      reason: `${said}: answered for ${accepted + duplicates + refused.length} records of ${count}`,
    }
  }
  // A proxy in between may have a smaller limit of its own; every other refusal must have our shape.
  if (status === 413 || (INDIGESTIBLE.has(status) && answer.code !== undefined))
    return { kind: 'indigestible', code: answer.code ?? `HTTP_${status}`, message: answer.message ?? said }
  return {
    kind: 'barred',
    reason: status < 400 ? `${status}, but not from Tallystick: check the url` : said,
  }
}

type Parsed = {
  readonly accepted?: number
  readonly duplicates: number
  readonly refused?: readonly Refusal[]
  readonly gap?: { readonly from: number; readonly to: number }
  readonly code?: string
  readonly message?: string
}

function parse(body: string): Parsed {
  let value: Record<string, unknown>
  try {
    value = Object(JSON.parse(body)) as Record<string, unknown>
  } catch {
    return { duplicates: 0 }
  }
  const { accepted, duplicates, errors, gap, error } = value
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  return {
    duplicates: typeof duplicates === 'number' ? duplicates : 0,
    ...(typeof accepted === 'number' ? { accepted } : {}),
    ...(Array.isArray(errors) && errors.every(isRefusal) ? { refused: errors } : {}),
    ...(isRange(gap) ? { gap } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  }
}

function isRefusal(value: unknown): value is Refusal {
  const { index, code, message } = Object(value) as Partial<Record<keyof Refusal, unknown>>
  return Number.isSafeInteger(index) && typeof code === 'string' && typeof message === 'string'
}

function isRange(value: unknown): value is { from: number; to: number } {
  const { from, to } = Object(value) as { from?: unknown; to?: unknown }
  return Number.isSafeInteger(from) && Number.isSafeInteger(to)
}
