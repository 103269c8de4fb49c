import { areClean, screenTexts } from './answers.ts'
import type { Exchange } from './exchange.ts'
import { isObject, type Json, type JsonObject, numberOf } from './json.ts'
import { callOf, Lanes, placed } from './lanes.ts'
import { TokenQueue } from './token-queue.ts'

/** `same`: as it came. `changed`: something is other, or held back. `empty`: all of it is held back. */
type Outcome = 'same' | 'changed' | 'empty'

/** One choice of a stream: what is held back of each of its texts. */
export class Choice {
  readonly #exchange: Exchange
  readonly #index: number
  readonly #lanes: Lanes
  readonly #tokens = new TokenQueue()

  constructor(exchange: Exchange, index: number) {
    this.#exchange = exchange
    this.#index = index
    this.#lanes = new Lanes(exchange)
  }

  /** Replaces what a part says by what may be sent. */
  async take(part: JsonObject): Promise<Outcome> {
    const { logprobs, ...rest } = part
    const come = isObject(logprobs) && Array.isArray(logprobs.content) ? logprobs.content : []
    // Others than the ones that were taken are in no text.
    const tokens = come.some(hasOthers) && !(await areClean(this.#exchange, come)) ? [null] : come
    // Tokens without their text would be read by nobody here.
    let sendable: JsonObject | null = null
    let isChanged = false
    const content = (name: string, text: string, sent: string) => {
      if (name === 'content') sendable = this.#logprobs(text, sent, tokens)
    }
    for (const name of Object.keys(rest)) {
      let isOther: boolean
      if (name === 'delta') isOther = await this.#lanes.guard(part, name, [], content)
      else if (name === 'text') {
        isOther = await this.#lanes.guard(part, name, [])
        // Clients add to it.
        if (part.text === undefined) part.text = ''
      } else isOther = await screenTexts(this.#exchange, part, [name])
      isChanged ||= isOther
    }
    if (logprobs !== undefined && logprobs !== null) {
      part.logprobs = sendable
      isChanged ||= sendable === null
    }
    return isChanged ? (isEmpty(part) ? 'empty' : 'changed') : 'same'
  }

  /** A call that has all its arguments has ended when another begins, which is how clients read it. */
  async flushOtherCalls(part: JsonObject): Promise<JsonObject[]> {
    const delta = isObject(part.delta) ? part.delta : {}
    if (!Array.isArray(delta.tool_calls)) return []
    const current = new Set(
      delta.tool_calls.map((call, position) =>
        isObject(call) ? (numberOf(call.index) ?? position) : position,
      ),
    )
    const flushed = await this.#lanes.flush(({ path, kind, whole }) => {
      const index = callOf(path)
      return index !== undefined && !current.has(index) && kind === 'json' && isWhole(whole)
    })
    return flushed.flatMap(({ path, sent }) => (sent === '' ? [] : [this.#part(placed(path, sent))]))
  }

  /** All that is held back. */
  async flush(): Promise<JsonObject[]> {
    const parts: JsonObject[] = []
    for (const { path, sent } of await this.#lanes.flush()) {
      const isContent = path.length === 2 && path[1] === 'content'
      const logprobs = isContent ? this.#logprobs('', sent, []) : null
      if (sent !== '' || logprobs !== null) parts.push({ ...this.#part(placed(path, sent)), logprobs })
    }
    return parts
  }

  /** All that is held back when a part ends the choice. What that part itself says was said before, and moves in front of it. */
  async end(part: JsonObject): Promise<JsonObject[]> {
    const held = await this.flush()
    const { delta, text, logprobs } = part
    if (held.length === 0 || (isSilent(delta) && isSilent(text))) return held
    const said = { ...(delta === undefined ? {} : { delta }), ...(text === undefined ? {} : { text }) }
    if (delta !== undefined) part.delta = {}
    if (text !== undefined) part.text = ''
    if (logprobs !== undefined) part.logprobs = null
    return [{ ...this.#part(said), logprobs: logprobs ?? null }, ...held]
  }

  #part(said: JsonObject): JsonObject {
    return { index: this.#index, ...said, logprobs: null, finish_reason: null }
  }

  /** Probabilities of the tokens that have been sent as they are; of none that was held back or replaced. */
  #logprobs(text: string, sent: string, tokens: readonly Json[]): JsonObject | null {
    const content = this.#tokens.take(text, sent, tokens)
    return content.length === 0 ? null : { content, refusal: null }
  }
}

const hasOthers = (token: Json): boolean =>
  isObject(token) && Array.isArray(token.top_logprobs) && token.top_logprobs.length > 0

/** Whether there is no text, nor anything else. */
const isSilent = (said: Json | undefined): boolean =>
  isObject(said) ? Object.values(said).every(isSilent) : said === undefined || said === null || said === ''

/** Nothing is left of a part but what says which it is. */
function isEmpty(part: JsonObject): boolean {
  return Object.entries(part).every(
    ([name, value]) =>
      name === 'index' ||
      value === null ||
      value === '' ||
      (isObject(value) && Object.keys(value).length === 0),
  )
}

function isWhole(text: string): boolean {
  if (!/[}\]"]\s*$/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
