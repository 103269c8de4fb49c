/** Time and randomness, injected so that tests run on a virtual clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  setTimeout(callback: () => void, milliseconds: number): { [Symbol.dispose](): void }
}
