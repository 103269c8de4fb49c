import type { AnswerStream } from './answer-stream.ts'
import { areClean, detachTokens, screenAnswer, screenTexts } from './answers.ts'
import { chunkOf, isFailure } from './chat-stream.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerFacts } from './facts.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { Lane } from './lane.ts'
import { frameOf } from './sse.ts'
import type { Text } from './texts.ts'

/** What a text is called in the event that repeats it whole. */
const WHOLE = ['text', 'refusal', 'arguments', 'input', 'code', 'transcript'] as const
/** Deltas that are no text, as long as they look like it. */
const AUDIO = 'response.audio.delta'
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Events of a response that is over, behind which no other brings a text. Failures are as well. */
const ENDS: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete'])

type Open = { readonly lane: Lane; last: JsonObject; name: string | undefined }

/**
 * Streams of the responses API: deltas of each part, then the part, its item and at the end the response once more. Each repetition says what the
 * deltas said. Events are written anew from what was scanned of them, and numbered anew, for some are held back and some are added.
 */
export function createResponseStream(exchange: Exchange, facts: AnswerFacts): AnswerStream {
  const open = new Map<string, Open>()
  let next: number | undefined

  const numbered = (event: JsonObject): JsonObject => {
    if (typeof event.sequence_number !== 'number') return event
    next ??= event.sequence_number
    return { ...event, sequence_number: next++ }
  }
  const frame = (event: JsonObject, name: string | undefined): string =>
    frameOf(JSON.stringify(numbered(event)), name)

  const flush = async (key: string, { lane, last, name }: Open): Promise<string> => {
    open.delete(key)
    const text = await lane.end()
    return text === '' ? '' : frame({ ...last, delta: text, ...withoutTokens(last) }, name)
  }

  const flushAll = async (): Promise<string> => {
    let frames = ''
    for (const [key, known] of [...open]) frames += await flush(key, known)
    return frames
  }

  const kindOf = (type: string): Text['kind'] =>
    type.includes('arguments') || (exchange.answersJson && type.startsWith('response.output_text.'))
      ? 'json'
      : 'text'

  /** A piece of a text, whatever the event is called that brings it. */
  const piece = async (event: JsonObject, type: string, delta: string, name: string | undefined) => {
    const key = keyOf(event, type.replace(/\.delta$/, ''))
    await screenTexts(
      exchange,
      event,
      Object.keys(event).filter(field => field !== 'delta' && field !== 'logprobs'),
    )
    const { lane } = open.get(key) ?? { lane: exchange.lane(kindOf(type)) }
    open.set(key, { lane, last: event, name })
    const text = await lane.push(delta)
    if (text === '' && delta !== '') return ''
    const isSame = text === delta && delta !== '' && spell(event.logprobs, delta)
    return frame({ ...event, delta: text, ...(isSame ? {} : withoutTokens(event)) }, name)
  }

  return {
    async event({ event: name, data }) {
      const event = chunkOf(data)
      facts.note(event)
      const { delta } = event
      const type = typeof event.type === 'string' ? event.type : ''
      const hasFailed = isFailure(event, name) || type === 'error' || type === 'response.failed'
      facts.hasFailed ||= hasFailed
      const isAudio = type === AUDIO && typeof delta === 'string' && BASE64.test(delta)
      if (typeof delta === 'string' && !isAudio) return piece(event, type, delta, name)
      const tokens = isObject(event.response) ? [] : detachTokens(event)
      let isChanged = false
      let before = hasFailed || ENDS.has(type) ? await flushAll() : ''
      if (type.endsWith('.done')) {
        const key = keyOf(event, type.slice(0, -'.done'.length))
        const known = open.get(key)
        if (known !== undefined) before = await flush(key, known)
        for (const field of WHOLE) {
          const text = event[field]
          if (typeof text !== 'string') continue
          event[field] = known?.lane.sent ?? (await exchange.whole(text, kindOf(type)))
          isChanged ||= event[field] !== text
        }
      }
      // Whatever else an event says, known or not: items, parts, and what other services add.
      const rest = Object.keys(event).filter(
        field =>
          !(field === 'response' && isObject(event.response)) &&
          !(isAudio && field === 'delta') &&
          !(type.endsWith('.done') && isWhole(field) && typeof event[field] === 'string'),
      )
      isChanged = (await screenTexts(exchange, event, rest)) || isChanged
      for (const { holder, value } of tokens)
        if (!isChanged && (await areClean(exchange, value))) holder.logprobs = value
      if (isObject(event.response)) await screenAnswer(exchange, event.response)
      return before + frame(event, name)
    },
    end: flushAll,
  }
}

const isWhole = (field: string): boolean => (WHOLE as readonly string[]).includes(field)

const keyOf = ({ item_id, output_index, content_index, summary_index }: JsonObject, base: string): string =>
  JSON.stringify([base, item_id ?? null, output_index ?? null, content_index ?? null, summary_index ?? null])

const withoutTokens = ({ logprobs }: JsonObject): JsonObject =>
  logprobs === undefined ? {} : { logprobs: [] }

/** Whether tokens are of this text, and there is nothing beside them. */
const spell = (tokens: Json | undefined, text: string): boolean =>
  Array.isArray(tokens) &&
  tokens
    .map(token =>
      isObject(token) && typeof token.token === 'string' && !hasOthers(token) ? token.token : '\0',
    )
    .join('') === text

const hasOthers = ({ bytes, top_logprobs: others }: JsonObject): boolean =>
  bytes !== undefined || (Array.isArray(others) && others.length > 0)
