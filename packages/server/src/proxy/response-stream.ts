import type { AnswerStream } from './answer-stream.ts'
import { dropTokens, screenAnswer, screenTexts } from './answers.ts'
import { chunkOf } from './chat-stream.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerFacts } from './facts.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Lane } from './lane.ts'
import { frameOf } from './sse.ts'

/** What a text is called in the event that repeats it whole. */
const WHOLE = ['text', 'refusal', 'arguments', 'input', 'code', 'transcript'] as const
/** Deltas that are no text. */
const BYTES: ReadonlySet<unknown> = new Set(['response.audio.delta'])

type Open = { readonly lane: Lane; last: JsonObject }

/**
 * Streams of the responses API: deltas of each part, then the part, its item and at the end the response once more. Each repetition says what the
 * deltas said. Events are numbered anew, for some are held back and some are added.
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

  const flush = async (key: string, { lane, last }: Open, name: string | undefined): Promise<string> => {
    open.delete(key)
    const { text } = await lane.end()
    return text === '' ? '' : frame({ ...last, delta: text, ...withoutTokens(last) }, name)
  }

  return {
    async event({ event: name, data }) {
      const event = chunkOf(data)
      facts.note(event)
      const { type, delta } = event
      if (typeof type !== 'string') return frameOf(data, name)
      if (type.endsWith('.delta') && typeof delta === 'string' && !BYTES.has(type)) {
        const key = keyOf(event, type.slice(0, -'.delta'.length))
        const known = open.get(key) ?? {
          lane: exchange.lane(type.includes('arguments') ? 'json' : 'text'),
          last: event,
        }
        known.last = event
        open.set(key, known)
        const { text } = await known.lane.push(delta)
        if (text === '' && delta !== '') return ''
        return frame(text === delta ? event : { ...event, delta: text, ...withoutTokens(event) }, name)
      }
      let before = ''
      if (type.endsWith('.done')) {
        const key = keyOf(event, type.slice(0, -'.done'.length))
        const known = open.get(key)
        if (known !== undefined)
          before = await flush(key, known, name === undefined ? undefined : String(known.last.type))
        for (const field of WHOLE) {
          const text = event[field]
          if (typeof text !== 'string') continue
          event[field] =
            known?.lane.sent ?? (await exchange.whole(text, field === 'arguments' ? 'json' : 'text'))
          if (event[field] !== text) Object.assign(event, withoutTokens(event))
        }
      }
      // Whatever else an event says, known or not: items, parts, and what other services add.
      const rest = Object.keys(event).filter(
        field => field !== 'response' && !(type.endsWith('.done') && isWhole(field)),
      )
      if (await screenTexts(exchange, event, rest)) for (const field of rest) dropTokens(event[field] ?? null)
      if (isObject(event.response)) await screenAnswer(exchange, event.response)
      return before + frame(event, name)
    },
    async end() {
      let frames = ''
      for (const [key, known] of [...open]) frames += await flush(key, known, String(known.last.type))
      return frames
    },
  }
}

const isWhole = (field: string): boolean => (WHOLE as readonly string[]).includes(field)

const keyOf = ({ item_id, output_index, content_index, summary_index }: JsonObject, base: string): string =>
  JSON.stringify([base, item_id ?? null, output_index ?? null, content_index ?? null, summary_index ?? null])

const withoutTokens = ({ logprobs }: JsonObject): JsonObject =>
  logprobs === undefined ? {} : { logprobs: [] }
