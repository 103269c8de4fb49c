/** Queries that are kept; the oldest go first. */
export const MAX_HISTORY = 50
const KEY = 'tallystick.queries'

/** Newest first: the query in front, once. Empty ones are not kept. */
export function remembered(history: readonly string[], query: string): string[] {
  const text = query.trim()
  return text === '' ? [...history] : [text, ...history.filter(other => other !== text)].slice(0, MAX_HISTORY)
}

/** Reads a history that may have been written by anything. */
export function parseHistory(text: string | null): string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(value)) return []
    return value.filter(one => typeof one === 'string').slice(0, MAX_HISTORY)
  } catch {
    return []
  }
}

export function readHistory(): string[] {
  try {
    return parseHistory(localStorage.getItem(KEY))
  } catch {
    return []
  }
}

export function rememberQuery(query: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(remembered(readHistory(), query)))
  } catch {
    // Without storage there is no history.
  }
}

/** Steps through a history from a draft, which is place -1: undefined where there is no further step. */
export function recall(
  history: readonly string[],
  place: number,
  step: 1 | -1,
  draft: string,
): { readonly place: number; readonly text: string } | undefined {
  let next = place + step
  // What stands there already is no step.
  while (step === 1 && next >= 0 && history[next] === draft && place === -1) next++
  if (next < -1 || next >= history.length) return undefined
  return { place: next, text: next === -1 ? draft : history[next]! }
}
