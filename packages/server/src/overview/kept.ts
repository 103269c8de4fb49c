/** Milliseconds for which an answer is as good as new. */
const FRESH_MS = 5_000
/** Milliseconds for which it is given out while a new one is made. */
const STALE_MS = 30_000
const MAX_KEPT = 256

type Entry<T> = { at: number; answer: Promise<T>; isRenewing: boolean }

/**
 * Keeps answers for seconds, for boards ask all the time: one answer is made for all who wait for it, and who comes later is given the last one while
 * the next is made. An answer that failed is not kept.
 */
export function createKept<T>(now: () => number = performance.now.bind(performance)) {
  const kept = new Map<string, Entry<T>>()

  const make = (key: string, ask: () => Promise<T>): Promise<T> => {
    const entry: Entry<T> = { at: now(), answer: ask(), isRenewing: false }
    kept.delete(key)
    kept.set(key, entry)
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!)
    entry.answer.catch(() => {
      if (kept.get(key) === entry) kept.delete(key)
    })
    return entry.answer
  }

  const renew = async (key: string, entry: Entry<T>, ask: () => Promise<T>): Promise<void> => {
    entry.isRenewing = true
    const at = now()
    const answer = ask()
    try {
      await answer
      if (kept.get(key) === entry) kept.set(key, { at, answer, isRenewing: false })
    } catch {
      // Whoever asks next hears of it.
      if (kept.get(key) === entry) kept.delete(key)
    }
  }

  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const entry = kept.get(key)
    if (entry === undefined || now() - entry.at >= STALE_MS) return make(key, ask)
    if (now() - entry.at >= FRESH_MS && !entry.isRenewing) void renew(key, entry, ask)
    return entry.answer
  }
}
