/**
 * Remembers what a predicate says of names. Bounded for names that never end (ids used as keys): of two generations the
 * older is forgotten when the younger is full, so that what is asked often stays.
 */
export function remembered(limit: number, predicate: (name: string) => boolean): (name: string) => boolean {
  let young = new Map<string, boolean>()
  let old = new Map<string, boolean>()
  return name => {
    const known = young.get(name)
    if (known !== undefined) return known
    const answer = old.get(name) ?? predicate(name)
    if (young.size >= limit) {
      old = young
      young = new Map()
    }
    young.set(name, answer)
    return answer
  }
}
