/** Comments by which the author of a file says that what stands there is no secret. */

const ALLOW = /(?:gitleaks:allow|tally:allow|secretlint-disable-line)\b/g
const BLOCK = /secretlint-(disable-next-line|disable|enable)\b[ \t]*([@\w/-]*)/g

export type Stretch = { readonly start: number; readonly end: number }

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** Stretches of a file in which findings are allowed, in the order of their starts. */
export function allowedStretches(text: string): Stretch[] {
  const stretches: Stretch[] = []
  for (const { index } of text.matchAll(ALLOW))
    stretches.push({ start: lineStart(text, index), end: lineEnd(text, index) })
  let disabled = -1
  for (const { index, 1: command } of text.matchAll(BLOCK)) {
    if (command === 'disable-next-line') {
      const start = lineEnd(text, index) + 1
      stretches.push({ start, end: lineEnd(text, start) })
    } else if (command === 'disable') {
      if (text.startsWith('-line', index + 'secretlint-disable'.length)) continue
      if (disabled === -1) disabled = index
    } else if (disabled !== -1) {
      stretches.push({ start: disabled, end: index })
      disabled = -1
    }
  }
  if (disabled !== -1) stretches.push({ start: disabled, end: text.length })
  return stretches.sort((a, b) => a.start - b.start)
}

/** What stays of items in the order of their starts: those outside all stretches. */
export function outside<T extends Stretch>(items: readonly T[], stretches: readonly Stretch[]): T[] {
  let next = 0
  let reach = -1
  return items.filter(({ start }) => {
    while (next < stretches.length && stretches[next]!.start <= start)
      reach = Math.max(reach, stretches[next++]!.end)
    return start >= reach
  })
}
