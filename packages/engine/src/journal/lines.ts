/** NDJSON in buffers: every line is ended by a line feed. */
export const LINE_FEED = 10

export function countLines(lines: Buffer): number {
  let count = 0
  for (let at = lines.indexOf(LINE_FEED); at >= 0; at = lines.indexOf(LINE_FEED, at + 1)) count++
  return count
}

/** Offset after the first `count` lines, or after all of them when there are fewer; and how many that were. */
export function lineStart(lines: Buffer, count: number): { offset: number; lines: number } {
  let offset = 0
  let passed = 0
  while (passed < count) {
    const end = lines.indexOf(LINE_FEED, offset)
    if (end < 0) break
    offset = end + 1
    passed++
  }
  return { offset, lines: passed }
}

/** `seq` of the line that starts at an offset; undefined when it is no line of ours. */
export function seqOfLine(lines: Buffer, offset = 0): number | undefined {
  const end = lines.indexOf(LINE_FEED, offset)
  if (end < 0) return undefined
  try {
    const { seq } = JSON.parse(lines.toString('utf8', offset, end)) as { seq: unknown }
    return typeof seq === 'number' ? seq : undefined
  } catch {
    return undefined
  }
}
