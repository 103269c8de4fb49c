import { closeSync, constants, openSync } from 'node:fs'

/** File descriptors for writing, at most `limit` of them open: a thousand tenants must not exhaust the process's. */
export class Handles implements Disposable {
  readonly #limit: number
  readonly #open = new Map<string, number>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Descriptor of a file, which is made when it does not exist. Valid until the next call. */
  get(path: string): number {
    const fd = this.#open.get(path) ?? openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    this.#open.delete(path)
    this.#open.set(path, fd)
    if (this.#open.size > this.#limit) this.close(this.#open.keys().next().value!)
    return fd
  }

  close(path: string): void {
    const fd = this.#open.get(path)
    if (fd === undefined) return
    this.#open.delete(path)
    closeSync(fd)
  }

  [Symbol.dispose](): void {
    for (const path of [...this.#open.keys()]) this.close(path)
  }
}
