/**
 * Keys for the rows in view, by their events' ids in order, from the keys of those in view before. A row keeps its key while it stays, and one that comes beside
 * others that stay has a new one. Where none stays, as after a leap, the rows take over the keys there were, in their order: their elements are then
 * given other text instead of being made anew, which is much the dearer.
 */
export function reusedKeys(before: ReadonlyMap<string, number>, ids: readonly string[]): Map<string, number> {
  const left = ids.some(id => before.has(id)) ? [] : [...before.values()]
  let next = Math.max(-1, ...before.values()) + 1
  return new Map(ids.map((id, i) => [id, before.get(id) ?? left[i] ?? next++]))
}
