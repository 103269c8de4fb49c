import type { Exchange } from './exchange.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { textsOf } from './texts.ts'

/** Where the texts of an answer stand, by endpoint family. */
const PARTS = ['choices', 'output']

/** Scans and redacts an answer that came whole. Gives whether anything is other than it was. Throws as lanes do. */
export async function screenAnswer(exchange: Exchange, answer: JsonObject): Promise<boolean> {
  let changed = false
  for (const name of PARTS) {
    const entries = answer[name]
    if (!Array.isArray(entries)) continue
    for (const entry of entries) {
      if (!(await screenTexts(exchange, { entry }, ['entry']))) continue
      changed = true
      dropTokens(entry)
    }
  }
  // What else it says, as the instructions that it repeats.
  const rest = Object.keys(answer).filter(name => !PARTS.includes(name) || !Array.isArray(answer[name]))
  return (await screenTexts(exchange, answer, rest)) || changed
}

/** Scans and redacts the texts of one part of an answer, each as a stream would have been. */
export async function screenTexts(
  exchange: Exchange,
  body: JsonObject,
  names: readonly string[],
): Promise<boolean> {
  let changed = false
  for (const { text, kind, replace } of textsOf(body, names).texts) {
    const sent = await exchange.whole(text, kind)
    if (sent === text) continue
    replace(sent)
    changed = true
  }
  return changed
}

/** The probabilities of tokens spell the text they are of. */
export function dropTokens(value: Json): void {
  if (Array.isArray(value)) value.forEach(dropTokens)
  else if (isObject(value))
    for (const [name, inner] of Object.entries(value))
      if (name === 'logprobs') value[name] = Array.isArray(inner) ? [] : null
      else dropTokens(inner)
}
