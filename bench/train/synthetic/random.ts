/** Seeded randomness (mulberry32), so that training is repeatable to the byte. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  /** Fisher and Yates, in place. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const item = items[i] as T
      items[i] = items[j] as T
      items[j] = item
    }
    return items
  }

  /** Replaces `{name}` by one of that list, again and again until none is left. */
  fill(template: string, lists: Readonly<Record<string, readonly string[]>>): string {
    let text = template
    for (let depth = 0; depth < 6 && /\{[a-zA-Z]+\}/.test(text); depth++)
      text = text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
        const list = lists[name]
        return list === undefined ? whole : this.pick(list)
      })
    return text
  }
}
