import type { Exchange } from './exchange.ts'
import { isObject, type Json, type JsonObject, writtenNumber } from './json.ts'
import { SAID, textsOf } from './texts.ts'

/** Where an answer or an event of it says something. */
const ANSWERED = [...SAID, 'choices', 'item', 'part', 'error']

/** Scans and redacts an answer that came whole. Throws as lanes do. */
export async function screenAnswer(exchange: Exchange, answer: JsonObject): Promise<void> {
  const tokens = detachTokens(answer)
  const isChanged = await screenTexts(exchange, answer, Object.keys(answer))
  for (const { holder, value } of tokens)
    holder.logprobs = isChanged || !(await areClean(exchange, value)) ? none(value) : value
}

/** Scans and redacts all texts of some entries of an answer, each as a stream would have been; `said`: those in which something is said. Gives whether anything is other than it was. */
export async function screenTexts(
  exchange: Exchange,
  body: JsonObject,
  names: readonly string[],
  said: readonly string[] = ANSWERED,
): Promise<boolean> {
  let isChanged = false
  const { texts } = textsOf(body, said, { only: names, isJson: exchange.answersJson })
  for (const { text, kind, isSaid, replace } of texts) {
    const sent = await exchange.whole(text, kind, isSaid)
    if (sent === text) continue
    replace(sent)
    isChanged = true
  }
  return isChanged
}

type Tokens = { readonly holder: JsonObject; readonly value: Json }

/** Takes the probabilities of tokens out of an answer: they spell its texts in pieces that are nothing each by itself. */
export function detachTokens(value: Json): Tokens[] {
  if (Array.isArray(value)) return value.flatMap(detachTokens)
  if (!isObject(value)) return []
  return Object.keys(value).flatMap(name => {
    const inner = value[name]!
    if (name !== 'logprobs' || typeof inner !== 'object' || inner === null) return detachTokens(inner)
    // Stays as a name, so that entries keep their order.
    value.logprobs = none(inner)
    return [{ holder: value, value: inner }]
  })
}

/** Whether nothing is found in what tokens spell, one behind the other. */
export async function areClean(exchange: Exchange, tokens: Json): Promise<boolean> {
  for (const spelled of spellingsOf(tokens))
    if (spelled !== '' && (await exchange.whole(spelled, 'text', false)) !== spelled) return false
  return true
}

/** What tokens spell, and what the likeliest others in their places do, and the next likely ones. */
function spellingsOf(tokens: Json): string[] {
  const spelled: string[] = []
  const add = (value: Json, rank: number): void => {
    if (typeof value === 'string') spelled[rank] = (spelled[rank] ?? '') + value
    else if (Array.isArray(value)) {
      for (const [at, one] of value.entries()) add(one, rank === 0 ? 0 : rank + at)
    } else if (isObject(value))
      for (const [name, inner] of Object.entries(value)) {
        const isAlternatives = name.startsWith('top_')
        add(inner, isAlternatives ? rank + 1 : rank)
        // Legacy completions have the alternatives as names.
        if (writtenNumber(inner) !== undefined)
          spelled[rank] = (spelled[rank] ?? '') + (name === 'logprob' ? '' : name)
      }
  }
  add(tokens, 0)
  return spelled.filter(text => text !== undefined)
}

const none = (tokens: Json): Json => (Array.isArray(tokens) ? [] : null)
