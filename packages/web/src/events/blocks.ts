/** Characters of one block: the browser lays out only those blocks that are in view. */
const BLOCK = 8_000

/** A long text in blocks: cut at ends of lines where there are some, and never inside of a character. */
export function blocksOf(text: string): [start: number, block: string][] {
  const blocks: [number, string][] = []
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + BLOCK, text.length)
    if (end < text.length) {
      const line = text.lastIndexOf('\n', end)
      if (line > start) end = line + 1
      else if (/[\ud800-\udbff]/.test(text[end - 1]!)) end--
    }
    blocks.push([start, text.slice(start, end)])
    start = end
  }
  return blocks
}
