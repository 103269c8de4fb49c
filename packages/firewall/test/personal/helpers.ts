/** Numbers below what is asked for, the same for the same seed (mulberry32). */
export function random(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** The digit that ISO/IEC 7812-1 puts behind `head`, computed from its definition. */
export function luhnDigit(head: string): string {
  const sum = [...head].reverse().reduce((total, char, at) => {
    const doubled = at % 2 === 0 ? Number(char) * 2 : Number(char)
    return total + Math.floor(doubled / 10) + (doubled % 10)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}
