import { isObject, type Json } from './json.ts'

/**
 * Log probabilities spell the text they are of, so that they wait with it, and are not sent once a part of it was replaced: from there on nothing says which
 * token is which.
 */
export class TokenQueue {
  #waiting: { readonly token: Json; readonly end: number }[] = []
  /** What has come and has not been sent yet. */
  #unsent = ''
  #come = 0
  #sent = 0
  #isTorn = false

  /** `text` came with these tokens, and `guarded` is sent now: gives the tokens that go with it. */
  take(text: string, guarded: string, tokens: readonly Json[]): Json[] {
    if (this.#isTorn) return []
    this.#unsent += text
    for (const token of tokens) {
      this.#come += isObject(token) && typeof token.token === 'string' ? token.token.length : 0
      this.#waiting.push({ token, end: this.#come })
    }
    if (!this.#unsent.startsWith(guarded)) {
      this.#isTorn = true
      this.#waiting = []
      return []
    }
    this.#unsent = this.#unsent.slice(guarded.length)
    this.#sent += guarded.length
    const count = this.#waiting.findIndex(({ end }) => end > this.#sent)
    return this.#waiting.splice(0, count === -1 ? this.#waiting.length : count).map(({ token }) => token)
  }
}
