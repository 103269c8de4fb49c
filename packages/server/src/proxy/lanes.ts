import { screenTexts } from './answers.ts'
import type { Exchange } from './exchange.ts'
import { isObject, type Json, type JsonObject, numberOf } from './json.ts'
import type { Lane } from './lane.ts'
import { isAnswer, isTelling, STRUCTURE } from './texts.ts'

/** An entry of an object by its name, or an element of a list by its `index`, or its position where it has none. */
export type Step = string | { readonly at: number; readonly frame: JsonObject }

export type Held = {
  readonly path: readonly Step[]
  readonly kind: 'text' | 'json'
  readonly lane: Lane
  /** All that came. */
  whole: string
}

/** Called with each piece of a text, what may be sent of it, and where it stands. */
export type OnPiece = (name: string, text: string, sent: string) => void

/**
 * The texts of deltas: each goes on where one at the same place of an earlier delta ended, so that what is split over deltas is found as well. What says
 * what a delta is, is looked at by itself.
 */
export class Lanes {
  readonly #exchange: Exchange
  readonly #held = new Map<string, Held>()

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  /** Replaces the texts of an entry by what may be sent of them. Gives whether anything is other than it was. */
  async guard(
    holder: JsonObject,
    name: string,
    before: readonly Step[],
    onPiece?: OnPiece,
  ): Promise<boolean> {
    const value = holder[name]!
    const path = [...before, name]
    const low = name.toLowerCase()
    if (typeof value === 'string') {
      if (isTelling(name) || this.#isStructure(low, before, value)) return this.#screen(holder, name)
      const sent = await this.#push(value, path)
      // Of the delta itself, not of what stands in it.
      if (before.length === 1) onPiece?.(name, value, sent)
      if (sent === value) return false
      // A call keeps its arguments, though there are none yet: clients add to them.
      if (sent === '' && holder.name === undefined) delete holder[name]
      else holder[name] = sent
      return true
    }
    if (Array.isArray(value)) return this.#list(holder, name, value, path)
    if (!isObject(value) || low === 'arguments' || isTelling(name)) return this.#screen(holder, name)
    if (!(await this.#entries(value, path, onPiece))) return false
    if (Object.keys(value).length === 0) delete holder[name]
    return true
  }

  /** Looks at what does not go on in the next delta. All of a delta is said, whatever it is called. */
  #screen(holder: JsonObject, name: string): Promise<boolean> {
    return screenTexts(this.#exchange, holder, [name], [name.toLowerCase()])
  }

  async #entries(value: JsonObject, path: readonly Step[], onPiece?: OnPiece): Promise<boolean> {
    let isChanged = false
    for (const name of Object.keys(value))
      isChanged = (await this.guard(value, name, path, onPiece)) || isChanged
    return isChanged
  }

  async #list(holder: JsonObject, name: string, list: Json[], path: readonly Step[]): Promise<boolean> {
    let isChanged = false
    const kept: Json[] = []
    for (const [position, element] of list.entries()) {
      // Strings too are held by their position.
      const slot: JsonObject = isObject(element) ? element : { '': element }
      const step = { at: numberOf(slot.index) ?? position, frame: frameOf(slot) }
      const before = [...path, step]
      const isOther = isObject(element)
        ? await this.#entries(element, before)
        : await this.guard(slot, '', before)
      isChanged ||= isOther
      if (isObject(element) ? !(isOther && isIdle(element)) : slot[''] !== undefined)
        kept.push(isObject(element) ? element : slot['']!)
    }
    if (!isChanged) return false
    if (kept.length > 0) holder[name] = kept
    else delete holder[name]
    return true
  }

  #isStructure(name: string, path: readonly Step[], value: string): boolean {
    // The bytes of what is spoken come in pieces.
    if (name === 'data' && path.at(-1) === 'audio') return /^[A-Za-z0-9+/]*={0,2}$/.test(value)
    return STRUCTURE.has(name)
  }

  async #push(text: string, path: readonly Step[]): Promise<string> {
    const key = JSON.stringify(path.map(step => (typeof step === 'string' ? step : step.at)))
    let held = this.#held.get(key)
    if (held === undefined) {
      const names = path.filter(step => typeof step === 'string' && step !== '') as string[]
      const isJson = path.at(-1) === 'arguments' || (this.#exchange.answersJson && isAnswer(names))
      const kind = isJson ? 'json' : 'text'
      held = { path, kind, lane: this.#exchange.lane(kind), whole: '' }
      this.#held.set(key, held)
    }
    held.whole += text
    return text === '' ? '' : held.lane.push(text)
  }

  /** Ends the texts that `isOver`, all by default: what was held back of each, those of calls behind the others. */
  async flush(
    isOver: (held: Held) => boolean = () => true,
  ): Promise<{ readonly path: readonly Step[]; readonly sent: string }[]> {
    const over = [...this.#held].filter(([, held]) => isOver(held))
    const flushed: { readonly path: readonly Step[]; readonly sent: string; readonly isCall: boolean }[] = []
    for (const [key, { path, lane }] of over) {
      this.#held.delete(key)
      flushed.push({ path, sent: await lane.end(), isCall: callOf(path) !== undefined })
    }
    return flushed.sort((a, b) => Number(a.isCall) - Number(b.isCall))
  }
}

/** The index of the call that a path of a choice leads into. */
export function callOf([root, list, element]: readonly Step[]): number | undefined {
  if (root !== 'delta') return undefined
  if (list === 'function_call') return -1
  return list === 'tool_calls' && typeof element === 'object' ? element.at : undefined
}

/** An object with a text at the end of a path, and nothing else but what says where it is. */
export function placed(path: readonly Step[], text: string): JsonObject {
  let value: Json = text
  for (const step of path.toReversed()) {
    if (typeof step !== 'string') value = [isObject(value) ? Object.assign({}, step.frame, value) : value]
    else if (step !== '') value = { [step]: value }
  }
  return isObject(value) ? value : {}
}

/** What clients put pieces together by. */
function frameOf({ index, type }: JsonObject): JsonObject {
  const number = numberOf(index)
  if (number !== undefined) return { index: number }
  return typeof type === 'string' ? { type } : {}
}

/** Nothing is left of an element but what it is. */
function isIdle(element: JsonObject): boolean {
  return Object.entries(element).every(
    ([name, value]) =>
      name === 'index' ||
      name === 'type' ||
      name === 'format' ||
      (isObject(value) && Object.keys(value).length === 0),
  )
}
