/** Finds hashes in a list (open addressing). */
export class HashTable {
  readonly #mask: number
  readonly #keys: Int32Array
  /** One more than the place in the list. */
  readonly #places: Int32Array

  constructor(hashes: Int32Array) {
    const room = 2 << (32 - Math.clz32(hashes.length))
    this.#mask = room - 1
    this.#keys = new Int32Array(room)
    this.#places = new Int32Array(room)
    for (const [index, hash] of hashes.entries()) {
      let at = hash & this.#mask
      while (this.#places[at] !== 0) at = (at + 1) & this.#mask
      this.#keys[at] = hash
      this.#places[at] = index + 1
    }
  }

  /** Its place in the list, -1 when it is not there. */
  indexOf(hash: number): number {
    let at = hash & this.#mask
    while (this.#places[at] !== 0) {
      if (this.#keys[at] === hash) return (this.#places[at] as number) - 1
      at = (at + 1) & this.#mask
    }
    return -1
  }
}
