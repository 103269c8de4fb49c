import { type ErrorBody, TallyError } from '@tallystick/core'

/** Values of an ingest body, in the order of the request. */
export type Decoded = {
  /** What parsed; `undefined`, which JSON cannot say, stands where a line did not, so that every index and writer number stays right. */
  readonly values: readonly unknown[]
  /** The lines that did not parse, by index. */
  readonly broken: ReadonlyMap<number, ErrorBody>
}

type Format = 'json' | 'ndjson' | 'sniff'

/** curl -d says the last one; all of them say nothing about the content. */
const UNTOLD = new Set(['', 'text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded'])
const NDJSON = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
])

/** How a Content-Type says the body is to be read. Throws TALLY_INGEST_MEDIA_TYPE. */
export function formatOf(contentType: string | undefined): Format {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map(part => part.trim().toLowerCase())
  const charset = parameters
    .find(parameter => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    throw new TallyError(
      'TALLY_INGEST_MEDIA_TYPE',
      `charset ${JSON.stringify(charset.slice(0, 32))} is not UTF-8`,
    )
  if (UNTOLD.has(type)) return 'sniff'
  if (NDJSON.has(type)) return 'ndjson'
  if (type === 'application/json' || type === 'text/json' || /^application\/[\w.-]+\+json$/.test(type))
    return 'json'
  throw new TallyError(
    'TALLY_INGEST_MEDIA_TYPE',
    `${JSON.stringify(type.slice(0, 64))} is not a media type of events`,
  )
}

/**
 * The events of a body: one JSON object, an array of them, or NDJSON. Bytes that are not UTF-8 become U+FFFD, a byte order mark
 * is dropped, of duplicate keys the last wins. Throws TALLY_INGEST_JSON when the body as a whole does not parse (a bad NDJSON line is only
 * that line's error), TALLY_INGEST_EMPTY, TALLY_INGEST_TOO_MANY.
 */
export function decodeEvents(body: Buffer, format: Format, maxEvents: number): Decoded {
  const text = body.toString('utf8', startsWithMark(body) ? 3 : 0)
  const decoded = format === 'ndjson' ? decodeLines(text, maxEvents) : decodeText(text, format, maxEvents)
  if (decoded.values.length === 0) throw new TallyError('TALLY_INGEST_EMPTY', 'the body holds no events')
  return decoded
}

function startsWithMark(body: Buffer): boolean {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
}

const NONE: ReadonlyMap<number, ErrorBody> = new Map()

function decodeText(text: string, format: 'json' | 'sniff', maxEvents: number): Decoded {
  if (isBlank(text, 0, text.length)) return { values: [], broken: NONE }
  if (format === 'sniff' && isLines(text)) return decodeLines(text, maxEvents)
  const value = parse(text)
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length > maxEvents) throw tooMany(maxEvents)
  return { values, broken: NONE }
}

/**
 * Is an untold body NDJSON? It is unless it starts an array, or is one JSON value over several lines (pretty-printed).
 * A first line that is whole decides without parsing the body twice.
 */
function isLines(text: string): boolean {
  const start = text.search(/\S/)
  if (text[start] === '[') return false
  const end = text.indexOf('\n', start)
  if (end === -1 || isBlank(text, end, text.length)) return false
  return parses(text.slice(start, end)) || !parses(text)
}

/** NDJSON: one value per line; blank lines are not counted. */
function decodeLines(text: string, maxEvents: number): Decoded {
  const values: unknown[] = []
  const broken = new Map<number, ErrorBody>()
  for (let start = 0, line = 1; start < text.length; line++) {
    const feed = text.indexOf('\n', start)
    const end = feed === -1 ? text.length : feed
    if (!isBlank(text, start, end)) {
      if (values.length === maxEvents) throw tooMany(maxEvents)
      try {
        values.push(JSON.parse(text.slice(start, end)))
      } catch (error) {
        broken.set(values.length, invalid(error, `line ${line}: `).toJSON())
        values.push(undefined)
      }
    }
    start = end + 1
  }
  return { values, broken }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index)
    if (code !== 0x20 && code !== 0x0d && code !== 0x09 && code !== 0x0a) return false
  }
  return true
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(error, '')
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The parser's message says where; it quotes at most a few characters of the text. */
function invalid(error: unknown, where: string): TallyError {
  return new TallyError('TALLY_INGEST_JSON', where + (error as Error).message)
}

function tooMany(maxEvents: number): TallyError {
  return new TallyError('TALLY_INGEST_TOO_MANY', `the batch holds more than ${maxEvents} events`, {
    details: { limit: maxEvents },
  })
}
