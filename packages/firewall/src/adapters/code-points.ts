/** Turns offsets in code points, as Python counts, into UTF-16 code units. Offsets outside the text give `undefined`. */
export function codePointOffsets(text: string): (offset: number) => number | undefined {
  if (!/[\ud800-\udfff]/.test(text)) {
    return offset => (isWithin(offset, text.length) ? offset : undefined)
  }
  const units: number[] = []
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) units.push(at)
  units.push(text.length)
  return offset => (isWithin(offset, units.length - 1) ? units[offset] : undefined)
}

function isWithin(offset: number, length: number): boolean {
  return Number.isInteger(offset) && offset >= 0 && offset <= length
}
