import { isObject, type Json } from './json.ts'

/**
 * Log probabilities spell the text they are of, so that they wait with it, and are not sent once a part of it was replaced or put back, or they spell something else:
 * from there on nothing says which token is which.
 */
export class TokenQueue {
  #waiting: { readonly token: Json; readonly end: number }[] = []
  /** What has come and has not been sent yet. */
  #unsent = ''
  /** What has come and no token has been of yet. */
  #unspelled = ''
  #come = 0
  #sent = 0
  #isTorn = false

  /** `text` came with these tokens, and `sent` goes out now: gives the tokens that go with it. */
  take(text: string, sent: string, tokens: readonly Json[]): Json[] {
    if (this.#isTorn) return []
    this.#unsent += text
    this.#unspelled += text
    for (const token of tokens) {
      const spelled = spellingOf(token)
      if (spelled === undefined || !this.#unspelled.startsWith(spelled)) return this.#tear()
      this.#unspelled = this.#unspelled.slice(spelled.length)
      this.#come += spelled.length
      this.#waiting.push({ token, end: this.#come })
    }
    if (!this.#unsent.startsWith(sent)) return this.#tear()
    this.#unsent = this.#unsent.slice(sent.length)
    this.#sent += sent.length
    const count = this.#waiting.findIndex(({ end }) => end > this.#sent)
    return this.#waiting.splice(0, count === -1 ? this.#waiting.length : count).map(({ token }) => token)
  }

  #tear(): Json[] {
    this.#isTorn = true
    this.#waiting = []
    return []
  }
}

/** What a token is of, where it and its bytes say the same. */
function spellingOf(token: Json): string | undefined {
  if (!isObject(token) || typeof token.token !== 'string') return undefined
  const { bytes } = token
  const isSame = !Array.isArray(bytes) || Buffer.from(bytes as number[]).toString('utf8') === token.token
  return isSame ? token.token : undefined
}
