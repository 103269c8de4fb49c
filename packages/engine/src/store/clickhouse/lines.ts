const LINE_FEED = 0x0a
const QUOTE = 0x22
const COLON = 0x3a
const BRACKET = 0x5b
const BACKTICK = 0x60
const NUL = Buffer.from('\\u0000')
const TOMBSTONE = '{"erased":'
const TOMBSTONE_BELOW = Buffer.from(`\n${TOMBSTONE}`)

/**
 * Journal lines as the engine takes them. Nearly all pass as they are, found by a search of bytes; tombstones are left out, and lines
 * whose attributes the engine would read otherwise than the query language means them (arrays, which are their canonical text, and
 * keys with characters that it uses for names of its own) get a flat rendering of their attributes beside the true one. `all`: every line gets it,
 * which is slow, but leaves nothing that the engine could refuse.
 */
export async function shapeLines(lines: Buffer, all = false): Promise<Buffer[]> {
  let flattenLine: ((line: Buffer) => Buffer | undefined) | undefined
  const pieces: Buffer[] = []
  let kept = 0
  const replace = (start: number, end: number, by: Buffer | undefined) => {
    if (start > kept) pieces.push(lines.subarray(kept, start))
    if (by !== undefined) pieces.push(by)
    kept = end
  }
  const hits = [
    scanner(lines, from => nextArray(lines, from)),
    scanner(lines, from => nextInKey(lines, BACKTICK, from)),
    scanner(lines, from => nextInKey(lines, NUL, from)),
    scanner(lines, from => nextTombstone(lines, from)),
  ]
  for (let from = 0; from < lines.length; from = kept) {
    const hit = all ? from : Math.min(...hits.map(next => next(from)))
    if (hit === Number.POSITIVE_INFINITY) break
    const start = hit === 0 ? 0 : lines.lastIndexOf(LINE_FEED, hit - 1) + 1
    const feed = lines.indexOf(LINE_FEED, hit)
    const end = feed < 0 ? lines.length : feed + 1
    // Loaded when first needed: an idle engine host is to stay small.
    flattenLine ??= (await import('./flatten.ts')).flattenLine
    replace(start, end, flattenLine(lines.subarray(start, end)))
  }
  if (kept < lines.length) pieces.push(lines.subarray(kept))
  return pieces
}

/** Finds positions from a place on, without looking twice at the same bytes. */
function scanner(lines: Buffer, find: (from: number) => number): (from: number) => number {
  let found = -1
  return from => {
    if (found < from) {
      const at = from >= lines.length ? -1 : find(from)
      found = at < 0 ? Number.POSITIVE_INFINITY : at
    }
    return found
  }
}

/** An array as a value begins with `":[`, since canonical lines have no spaces. */
function nextArray(lines: Buffer, from: number): number {
  for (let at = lines.indexOf(BRACKET, from); at >= 0; at = lines.indexOf(BRACKET, at + 1)) {
    if (lines[at - 1] === COLON && lines[at - 2] === QUOTE) return at
  }
  return -1
}

/** A key with a character that `treePath` replaces: after the next quote there is a colon, which a text could only imitate. */
function nextInKey(lines: Buffer, odd: number | Buffer, from: number): number {
  for (let at = lines.indexOf(odd, from); at >= 0; ) {
    const quote = lines.indexOf(QUOTE, at)
    if (quote < 0) return -1
    if (lines[quote + 1] === COLON) return at
    at = lines.indexOf(odd, quote)
  }
  return -1
}

function nextTombstone(lines: Buffer, from: number): number {
  if (from === 0 && lines.subarray(0, TOMBSTONE.length).toString('latin1') === TOMBSTONE) return 0
  // The line feed before a line that starts at `from` has been passed.
  const at = lines.indexOf(TOMBSTONE_BELOW, Math.max(0, from - 1))
  return at < 0 ? -1 : at + 1
}
