/** Bytes that all spool files of this process may take together. */
export class Room {
  readonly limit: number
  used = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** Takes room, if there is enough. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.limit) return false
    this.used += bytes
    return true
  }

  give(bytes: number): void {
    this.used -= bytes
  }
}
