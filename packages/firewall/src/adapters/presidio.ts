import { TallyError } from '@tallystick/core'
import type { Match, ScanContext, Scanner, Severity, TypeInfo, View } from '../types.ts'
import { codePointOffsets } from './code-points.ts'

export type PresidioOptions = {
  /** Of the analyzer service, without `/analyze`. */
  readonly url: string
  /** The one of the platform when left out. */
  readonly fetch?: typeof globalThis.fetch
  /** ISO 639-1, as the service is configured for. `en` when left out. */
  readonly language?: string
  /** Only these of the service's entities (`PERSON`, `LOCATION`); all that it recognises when left out. */
  readonly entities?: readonly string[]
  /** The service leaves out what it is less sure of, in [0, 1]. 0 when left out. */
  readonly minScore?: number
}

/** How bad what the service recognises is; everything else is `Medium`. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  PERSON: 'Low',
  LOCATION: 'Low',
  NRP: 'Low',
  ORGANIZATION: 'Info',
  DATE_TIME: 'Info',
  URL: 'Info',
  AGE: 'Low',
  ID: 'Medium',
  EMAIL_ADDRESS: 'Medium',
  PHONE_NUMBER: 'Medium',
  IP_ADDRESS: 'Low',
  MAC_ADDRESS: 'Low',
  CREDIT_CARD: 'High',
  IBAN_CODE: 'High',
  CRYPTO: 'Medium',
  MEDICAL_LICENSE: 'Medium',
  US_SSN: 'High',
  US_ITIN: 'High',
  US_PASSPORT: 'High',
  US_DRIVER_LICENSE: 'High',
  US_BANK_NUMBER: 'High',
  UK_NHS: 'High',
  UK_NINO: 'High',
}

/** Of the recognisers that were added to a service, and of those that are new. */
const OTHER = 'presidio_other'

/**
 * Asks a Presidio analyzer service (`POST /analyze`), which adds what needs a language model: names and places. Off unless it is given to a
 * pipeline. The text leaves the process for that service. Throws TALLY_SCANNER_SERVICE when the service does not answer as agreed.
 */
export function presidioScanner(options: PresidioOptions): Scanner {
  const { url, language = 'en', entities, minScore = 0 } = options
  const send = options.fetch ?? globalThis.fetch
  const endpoint = endpointOf(url)
  const types = typesOf(entities ?? Object.keys(SEVERITIES))
  const known = new Set(types.map(({ type }) => type))

  return {
    id: 'presidio',
    version: '1.0.0',
    stages: ['input', 'output', 'file'],
    types,
    async scan({ text }: View, { signal }: ScanContext) {
      if (text === '') return []
      const body = { text, language, score_threshold: minScore, ...(entities !== undefined && { entities }) }
      return matchesOf(await ask(send, endpoint, body, signal), text, known)
    },
  }
}

function endpointOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      'url of the Presidio analyzer is to be an http or https address',
    )
  }
  return `${url.replace(/\/+$/, '')}/analyze`
}

function typesOf(entities: readonly string[]): TypeInfo[] {
  const info = (type: string, title: string, severity: Severity): TypeInfo => ({
    type,
    family: 'personal',
    title,
    severity,
  })
  return [...new Set(entities)]
    .map(entity => info(typeOf(entity), `${wordsOf(entity)}, by Presidio`, SEVERITIES[entity] ?? 'Medium'))
    .concat(info(OTHER, 'Another entity, by Presidio', 'Medium'))
}

function typeOf(entity: string): string {
  return `presidio_${entity.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`
}

function wordsOf(entity: string): string {
  const words = entity.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

async function ask(
  send: typeof globalThis.fetch,
  endpoint: string,
  body: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  let response: Response
  let answer: string
  try {
    response = await send(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    })
    answer = await response.text()
  } catch (cause) {
    signal.throwIfAborted()
    throw new TallyError('TALLY_SCANNER_SERVICE', 'the Presidio analyzer cannot be reached', { cause })
  }
  if (!response.ok) {
    // What a service says about an error may quote the text.
    throw new TallyError(
      'TALLY_SCANNER_SERVICE',
      `the Presidio analyzer answered with status ${response.status}`,
    )
  }
  try {
    return JSON.parse(answer)
  } catch {
    throw new TallyError('TALLY_SCANNER_SERVICE', 'the answer of the Presidio analyzer is not JSON')
  }
}

function matchesOf(answer: unknown, text: string, known: ReadonlySet<string>): Match[] {
  if (!Array.isArray(answer)) throw malformed('is not a list')
  const offset = codePointOffsets(text)
  return answer.map((entry: unknown): Match => {
    const { entity_type: entity, start, end, score } = (entry ?? {}) as Record<string, unknown>
    if (typeof entity !== 'string' || typeof score !== 'number' || !(score >= 0 && score <= 1)) {
      throw malformed('has an entry without entity_type or score')
    }
    const from = typeof start === 'number' ? offset(start) : undefined
    const to = typeof end === 'number' ? offset(end) : undefined
    if (from === undefined || to === undefined || from >= to)
      throw malformed('has an entry outside of the text')
    const type = known.has(typeOf(entity)) ? typeOf(entity) : OTHER
    return {
      type,
      rule: `presidio/${type.slice('presidio_'.length).replaceAll('_', '-')}`,
      start: from,
      end: to,
      score,
      reason: type === OTHER ? 'Recognised by Presidio' : `${wordsOf(entity)} recognised by Presidio`,
      validator: 'presidio',
    }
  })
}

function malformed(what: string): TallyError {
  return new TallyError('TALLY_SCANNER_SERVICE', `the answer of the Presidio analyzer ${what}`)
}
