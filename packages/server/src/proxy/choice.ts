import { screenTexts } from './answers.ts'
import type { Exchange } from './exchange.ts'
import { isObject, type Json, type JsonObject, numberOf } from './json.ts'
import type { Lane } from './lane.ts'
import { TokenQueue } from './token-queue.ts'

/** Fields of a delta that hold what is said; some of them are other services' than OpenAI's. */
const FIELDS = ['content', 'refusal', 'reasoning_content', 'reasoning'] as const

/** `same`: as it came. `changed`: something is other, or held back. `empty`: all of it is held back. */
type Outcome = 'same' | 'changed' | 'empty'

/** One choice of a stream: what is held back of each of its texts. */
export class Choice {
  readonly #exchange: Exchange
  readonly #index: number
  readonly #texts = new Map<string, Lane>()
  readonly #calls = new Map<
    number,
    { readonly lane: Lane; readonly kind: 'function' | 'custom'; whole: string }
  >()
  readonly #tokens = new TokenQueue()
  #isLegacy = false

  constructor(exchange: Exchange, index: number) {
    this.#exchange = exchange
    this.#index = index
  }

  /** Replaces what a part says by what may be sent. */
  async take(part: JsonObject): Promise<Outcome> {
    const delta = isObject(part.delta) ? part.delta : undefined
    let changed = false
    if (typeof part.text === 'string') {
      this.#isLegacy = true
      changed = await this.#text(part, 'text', part)
    }
    if (delta === undefined) return outcomeOf(changed, part.text === '' && changed)
    for (const name of FIELDS) {
      if (typeof delta[name] === 'string') changed = (await this.#text(delta, name, part)) || changed
      // In parts, as some services send it: each of them whole.
      else if (delta[name] !== undefined)
        changed = (await screenTexts(this.#exchange, delta, [name])) || changed
    }
    if (isObject(delta.audio) && typeof delta.audio.transcript === 'string')
      changed = (await this.#text(delta.audio, 'transcript', part)) || changed
    if (isObject(delta.function_call))
      changed = (await this.#argument(delta.function_call, 'arguments', -1, 'function')) || changed
    if (Array.isArray(delta.tool_calls)) {
      for (const call of delta.tool_calls) changed = (isObject(call) && (await this.#call(call))) || changed
      const calls = delta.tool_calls.filter(call => !isObject(call) || !isIdle(call))
      if (calls.length > 0) delta.tool_calls = calls
      else if (changed) delete delta.tool_calls
    }
    return outcomeOf(changed, changed && Object.keys(delta).length === 0)
  }

  /** A call that has all its arguments has ended when another begins, which is how clients read it. */
  async flushOtherCalls(part: JsonObject): Promise<JsonObject[]> {
    const delta = isObject(part.delta) ? part.delta : {}
    if (!Array.isArray(delta.tool_calls)) return []
    const current = new Set(delta.tool_calls.map(call => (isObject(call) ? numberOf(call.index) : undefined)))
    const parts: JsonObject[] = []
    for (const [index, { whole, kind }] of this.#calls)
      if (!current.has(index) && kind === 'function' && isWhole(whole))
        parts.push(...(await this.#flushCall(index)))
    return parts
  }

  /** All that is held back. */
  async flush(): Promise<JsonObject[]> {
    const parts: JsonObject[] = []
    for (const [name, lane] of this.#texts) {
      const { text, guarded } = await lane.end()
      const logprobs = this.#logprobs(name, '', guarded, [])
      if (text === '' && logprobs === null) continue
      const part: JsonObject = { index: this.#index, logprobs, finish_reason: null }
      parts.push(
        this.#isLegacy
          ? { ...part, text }
          : { ...part, delta: name === 'transcript' ? { audio: { transcript: text } } : { [name]: text } },
      )
    }
    this.#texts.clear()
    for (const index of [...this.#calls.keys()]) parts.push(...(await this.#flushCall(index)))
    return parts
  }

  async #flushCall(index: number): Promise<JsonObject[]> {
    const call = this.#calls.get(index)
    if (call === undefined) return []
    const { text } = await call.lane.end()
    this.#calls.delete(index)
    if (text === '') return []
    const said = call.kind === 'function' ? { function: { arguments: text } } : { custom: { input: text } }
    const delta: JsonObject =
      index === -1 ? { function_call: { arguments: text } } : { tool_calls: [{ index, ...said }] }
    return [{ index: this.#index, delta, logprobs: null, finish_reason: null }]
  }

  /** Gives whether the field is other than it was. */
  async #text(holder: JsonObject, name: string, part: JsonObject): Promise<boolean> {
    const text = holder[name] as string
    const lane = this.#texts.get(name) ?? this.#exchange.lane('text')
    this.#texts.set(name, lane)
    if (text === '') return false
    const sent = await lane.push(text)
    const { logprobs } = part
    if (isObject(logprobs)) {
      const tokens = Array.isArray(logprobs.content) ? logprobs.content : []
      part.logprobs = this.#logprobs(name, text, sent.guarded, tokens)
    }
    if (sent.text === text) return false
    if (sent.text === '' && name !== 'text') delete holder[name]
    else holder[name] = sent.text
    return true
  }

  /** Probabilities of the tokens that have been sent as they are; of none that was held back or replaced. */
  #logprobs(name: string, text: string, guarded: string, tokens: readonly Json[]): JsonObject | null {
    if (name !== 'content') return null
    const content = this.#tokens.take(text, guarded, tokens)
    return content.length === 0 ? null : { content, refusal: null }
  }

  async #call(call: JsonObject): Promise<boolean> {
    const index = numberOf(call.index) ?? 0
    if (isObject(call.function)) return this.#argument(call.function, 'arguments', index, 'function')
    if (isObject(call.custom)) return this.#argument(call.custom, 'input', index, 'custom')
    return false
  }

  async #argument(
    holder: JsonObject,
    name: string,
    index: number,
    kind: 'function' | 'custom',
  ): Promise<boolean> {
    const text = holder[name]
    if (isObject(text)) return screenTexts(this.#exchange, holder, [name])
    if (typeof text !== 'string' || text === '') return false
    let call = this.#calls.get(index)
    if (call === undefined) {
      call = { lane: this.#exchange.lane(kind === 'function' ? 'json' : 'text'), kind, whole: '' }
      this.#calls.set(index, call)
    }
    call.whole += text
    const sent = await call.lane.push(text)
    if (sent.text === text) return false
    if (sent.text === '' && holder.name === undefined) delete holder[name]
    else holder[name] = sent.text
    return true
  }
}

const outcomeOf = (changed: boolean, empty: boolean): Outcome =>
  empty ? 'empty' : changed ? 'changed' : 'same'

/** Nothing is left of the part of a call but its number. */
function isIdle(call: JsonObject): boolean {
  return Object.entries(call).every(
    ([name, value]) =>
      name === 'index' || name === 'type' || (isObject(value) && Object.keys(value).length === 0),
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
