import { TallyError } from '@tallystick/core'
import type { AnswerStream } from './answer-stream.ts'
import { screenTexts } from './answers.ts'
import { Choice } from './choice.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerFacts } from './facts.ts'
import { isObject, type Json, type JsonObject, numberOf, parseFaithfully } from './json.ts'
import { frameOf } from './sse.ts'

/** The chunk of an event's data. Throws TALLY_UPSTREAM_PROTOCOL: what cannot be read cannot be scanned. */
export function chunkOf(data: string): JsonObject {
  try {
    const value = parseFaithfully(data)
    if (isObject(value)) return value
  } catch {
    // The message of the parser quotes the text.
  }
  throw new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream sent a chunk that is not JSON')
}

const isPart = (part: Json): boolean =>
  isObject(part) && (part.delta === undefined || part.delta === null || isObject(part.delta))

/**
 * Streams of chat completions and of completions: chunks with deltas of each choice. What is held back goes out with a later chunk of the choice, or
 * in one of its own before the chunk that finishes it.
 */
export function createChatStream(exchange: Exchange, facts: AnswerFacts): AnswerStream {
  const choices = new Map<number, Choice>()
  /** All but the choices of the last chunk: the frame of what is sent in between. */
  let envelope: JsonObject = {}

  const between = (parts: readonly JsonObject[]): string =>
    parts.length === 0 ? '' : frameOf(JSON.stringify({ ...envelope, choices: parts }))

  return {
    async event({ event, data }) {
      const chunk = chunkOf(data)
      facts.note(chunk)
      if (chunk.choices === undefined) {
        // An error, a sign of life, or what another service has to say.
        const names = Object.keys(chunk)
        return frameOf((await screenTexts(exchange, chunk, names)) ? JSON.stringify(chunk) : data, event)
      }
      if (!Array.isArray(chunk.choices) || !chunk.choices.every(isPart))
        throw new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream sent a chunk whose choices are none')
      const { choices: _, usage, ...rest } = chunk
      envelope = usage === undefined ? rest : { ...rest, usage: null }
      let before = ''
      let changed = false
      const kept: Json[] = []
      for (const part of chunk.choices as JsonObject[]) {
        const index = numberOf(part.index) ?? 0
        const choice = choices.get(index) ?? new Choice(exchange, index)
        choices.set(index, choice)
        before += between(await choice.flushOtherCalls(part))
        const outcome = await choice.take(part)
        if (outcome !== 'same') changed = true
        if (part.finish_reason !== undefined && part.finish_reason !== null) {
          before += between(await choice.flush())
          choices.delete(index)
          kept.push(part)
        } else if (outcome !== 'empty') kept.push(part)
      }
      if (kept.length === 0 && chunk.choices.length > 0 && !isObject(usage)) return before
      if (!changed) return before + frameOf(data, event)
      return before + frameOf(JSON.stringify({ ...chunk, choices: kept }), event)
    },
    async end() {
      let frames = ''
      for (const choice of choices.values()) frames += between(await choice.flush())
      choices.clear()
      return frames
    },
  }
}
