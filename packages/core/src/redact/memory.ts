/**
 * Remembers what was found out about texts. Bounded for texts that never end (ids used as keys): of two generations the
 * older is forgotten when the younger is full, so that what is asked often stays.
 */
export class Memory<T extends string | number | boolean | object> {
  readonly #limit: number
  #young = new Map<string, T>()
  #old = new Map<string, T>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(text: string): T | undefined {
    const known = this.#young.get(text)
    if (known !== undefined) return known
    const older = this.#old.get(text)
    if (older !== undefined) this.set(text, older)
    return older
  }

  set(text: string, found: T): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(text, found)
  }
}

/** The function, which remembers what it says of texts. */
export function remembered<T extends string | number | boolean | object>(
  limit: number,
  judge: (text: string) => T,
): (text: string) => T {
  const memory = new Memory<T>(limit)
  return text => {
    const known = memory.get(text)
    if (known !== undefined) return known
    const found = judge(text)
    memory.set(text, found)
    return found
  }
}
