import { TallyError } from '@tallystick/core'
import type { AnswerStream } from './answer-stream.ts'
import { detachTokens, screenTexts } from './answers.ts'
import { Choice } from './choice.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerFacts } from './facts.ts'
import { isObject, type Json, type JsonObject, numberOf, parseFaithfully } from './json.ts'
import { Lanes, placed } from './lanes.ts'
import { frameOf } from './sse.ts'
import { SAID } from './texts.ts'

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
 * in one of its own before the chunk that finishes it. Chunks are written anew from what was scanned of them.
 */
export function createChatStream(exchange: Exchange, facts: AnswerFacts): AnswerStream {
  const choices = new Map<number, Choice>()
  /** Of what other services say beside the choices. */
  const beside = new Lanes(exchange)
  /** All but the choices of the last chunk, and what it says: the frame of what is sent in between. */
  let envelope: JsonObject = {}

  const between = (parts: readonly JsonObject[]): string =>
    parts.length === 0 ? '' : frameOf(JSON.stringify({ ...envelope, choices: parts }))

  /** Gives whether something is said beside the choices, and all of it is held back. */
  const screenBeside = async (chunk: JsonObject): Promise<boolean> => {
    let isHeld = false
    for (const name of Object.keys(chunk)) {
      if (name === 'choices') continue
      // An error is told at once.
      if (SAID.has(name.toLowerCase()) && chunk.error === undefined) {
        await beside.guard(chunk, name, [])
        isHeld ||= chunk[name] === undefined
      } else await screenTexts(exchange, chunk, [name])
    }
    return isHeld
  }

  return {
    async event({ event, data }) {
      const chunk = chunkOf(data)
      facts.note(chunk)
      const parts = chunk.choices
      if (parts !== undefined && !(Array.isArray(parts) && parts.every(isPart)))
        throw new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream sent a chunk whose choices are none')
      if (parts === undefined) detachTokens(chunk)
      const isHeld = await screenBeside(chunk)
      if (parts === undefined)
        return isHeld && Object.keys(chunk).length === 0 ? '' : frameOf(JSON.stringify(chunk), event)
      const { choices: _, usage, ...rest } = chunk
      const spoken = Object.entries(rest).filter(([name]) => !SAID.has(name.toLowerCase()))
      envelope = { ...Object.fromEntries(spoken), ...(usage === undefined ? {} : { usage: null }) }
      let before = ''
      const kept: Json[] = []
      for (const part of parts as JsonObject[]) {
        const index = numberOf(part.index) ?? 0
        const choice = choices.get(index) ?? new Choice(exchange, index)
        choices.set(index, choice)
        before += between(await choice.flushOtherCalls(part))
        const outcome = await choice.take(part)
        if (part.finish_reason !== undefined && part.finish_reason !== null) {
          before += between(await choice.flush())
          choices.delete(index)
          kept.push(part)
        } else if (outcome !== 'empty') kept.push(part)
      }
      const isSpent = kept.length === 0 && parts.length > 0 && spoken.length === Object.keys(rest).length
      if (isSpent && !isObject(usage)) return before
      return before + frameOf(JSON.stringify({ ...chunk, choices: kept }), event)
    },
    async end() {
      let frames = ''
      for (const choice of choices.values()) frames += between(await choice.flush())
      choices.clear()
      for (const { path, sent } of await beside.flush())
        if (sent.text !== '')
          frames += frameOf(JSON.stringify({ ...envelope, choices: [], ...placed(path, sent.text) }))
      return frames
    },
  }
}
