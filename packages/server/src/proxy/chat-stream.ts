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

/** Whether an event says that the upstream failed: as OpenAI has it, flat as vLLM has it, or by its name. Clients raise it, and read no further. */
export const isFailure = (chunk: JsonObject, name: string | undefined): boolean =>
  Boolean(chunk.error) || chunk.object === 'error' || name === 'error'

/** The choices of a chunk; some services have null for none. Undefined for what is no chunk of choices. */
function partsOf({ choices }: JsonObject): JsonObject[] | undefined {
  if (choices === undefined) return undefined
  if (choices === null) return []
  if (Array.isArray(choices) && choices.every(isPart)) return choices as JsonObject[]
  throw new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream sent a chunk whose choices are none')
}

const isPart = (part: Json): boolean =>
  isObject(part) && (part.delta === undefined || part.delta === null || isObject(part.delta))

/**
 * Streams of chat completions and of completions: chunks with deltas of each choice. What is held back goes out with a later chunk of the choice, or
 * in one of its own before the chunk that finishes it, or that says that the upstream failed. Chunks are written anew from what was scanned of them.
 */
export function createChatStream(exchange: Exchange, facts: AnswerFacts): AnswerStream {
  const choices = new Map<number, Choice>()
  /** Of what other services say beside the choices. */
  const beside = new Lanes(exchange)
  /** All but the choices of the last chunk, and what it says: the frame of what is sent in between. */
  let envelope: JsonObject = {}

  /** Each in a chunk of its own: many clients read the first choice of a chunk and no other. */
  const between = (parts: readonly JsonObject[]): string =>
    parts.map(part => frameOf(JSON.stringify({ ...envelope, choices: [part] }))).join('')

  /** Gives whether something is said beside the choices, and all of it is held back. */
  const screenBeside = async (chunk: JsonObject, hasFailed: boolean): Promise<boolean> => {
    let isHeld = false
    for (const name of Object.keys(chunk)) {
      if (name === 'choices') continue
      // Of an error nothing is held back: there may be no chunk behind it.
      if (SAID.has(name.toLowerCase()) && !hasFailed) {
        await beside.guard(chunk, name, [])
        isHeld ||= chunk[name] === undefined
      } else await screenTexts(exchange, chunk, [name])
    }
    return isHeld
  }

  /** All that is held back. */
  const flush = async (): Promise<string> => {
    let frames = ''
    for (const choice of choices.values()) frames += between(await choice.flush())
    choices.clear()
    for (const { path, sent } of await beside.flush())
      if (sent !== '') frames += frameOf(JSON.stringify({ ...envelope, choices: [], ...placed(path, sent) }))
    return frames
  }

  return {
    async event({ event, data }) {
      const chunk = chunkOf(data)
      facts.note(chunk)
      const parts = partsOf(chunk)
      const hasFailed = isFailure(chunk, event)
      facts.hasFailed ||= hasFailed
      if (parts === undefined) detachTokens(chunk)
      const isHeld = await screenBeside(chunk, hasFailed)
      if (parts === undefined) {
        if (isHeld && Object.keys(chunk).length === 0) return ''
        return (hasFailed ? await flush() : '') + frameOf(JSON.stringify(chunk), event)
      }
      const { choices: _, usage, ...rest } = chunk
      const spoken = Object.entries(rest).filter(([name]) => !SAID.has(name.toLowerCase()))
      if (!hasFailed)
        envelope = { ...Object.fromEntries(spoken), ...(usage === undefined ? {} : { usage: null }) }
      let before = ''
      const kept: Json[] = []
      for (const part of parts) {
        const index = numberOf(part.index) ?? 0
        const choice = choices.get(index) ?? new Choice(exchange, index)
        choices.set(index, choice)
        before += between(await choice.flushOtherCalls(part))
        const outcome = await choice.take(part)
        if (hasFailed || (part.finish_reason !== undefined && part.finish_reason !== null)) {
          before += between(await choice.end(part))
          choices.delete(index)
          kept.push(part)
        } else if (outcome !== 'empty') kept.push(part)
      }
      if (hasFailed) before += await flush()
      const isSpent = kept.length === 0 && parts.length > 0 && spoken.length === Object.keys(rest).length
      if (isSpent && !isObject(usage)) return before
      return before + frameOf(JSON.stringify({ ...chunk, choices: kept }), event)
    },
    end: flush,
  }
}
