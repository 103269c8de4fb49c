/** Letters to insert, delete, replace or swap with their neighbour to get from one word to another (Damerau–Levenshtein, restricted). */
function distance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i])
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      rows[i]![j] = least
    }
  }
  return rows[a.length]![b.length]!
}

/** The word that somebody who wrote `said` most likely meant; undefined when none is near. */
export function suggest(said: string, words: Iterable<string>): string | undefined {
  const plain = (word: string): string =>
    word
      .toLowerCase()
      .replace(/[_\-.\s]/g, '')
      .slice(0, 64)
  let best: string | undefined
  let least = Math.max(2, Math.floor(said.length / 4)) + 1
  for (const word of words) {
    const steps = distance(plain(said), plain(word))
    if (steps < least) {
      best = word
      least = steps
    }
  }
  return best
}
