import type { Span } from './types.ts'

const MARKER_START = '[REDACTED'
/** Longest kind in a marker. */
export const MAX_KIND = 64
const MARKER = new RegExp(`(\\[REDACTED(?::[\\w-]{1,${MAX_KIND}})?\\])`)

/** The marker that stands where a secret was. */
function marker(kind: string | undefined): string {
  return kind === undefined ? `${MARKER_START}]` : `${MARKER_START}:${kind}]`
}

/** Spans in their order; those that overlap become one. Of two that say the same, the one that knows the kind wins. */
export function mergeSpans(spans: Span[]): Span[] {
  if (spans.length < 2) return spans
  spans.sort((a, b) => a.start - b.start || b.end - a.end || (a.kind === undefined ? 1 : -1))
  const merged: Span[] = []
  let last: Span | undefined
  for (const span of spans) {
    if (last === undefined || span.start >= last.end) {
      merged.push(span)
      last = span
    } else if (span.end > last.end) {
      last = { ...last, end: span.end }
      merged[merged.length - 1] = last
    }
  }
  return merged
}

/** The text with a marker in place of every span. */
export function replaceSpans(text: string, spans: readonly Span[]): string {
  let result = ''
  let from = 0
  for (const { start, end, kind } of spans) {
    result += text.slice(from, start) + marker(kind)
    from = end
  }
  return result + text.slice(from)
}

export function holdsMarker(text: string): boolean {
  return text.includes(MARKER_START) && MARKER.test(text)
}

/** Redacts what stands between the markers of a text, each piece by itself: a marker is neither a name nor a value. */
export function betweenMarkers(text: string, redact: (piece: string) => string): string {
  const pieces = text.split(MARKER)
  let changed = false
  for (let i = 0; i < pieces.length; i += 2) {
    const piece = pieces[i] as string
    const redacted = redact(piece)
    if (redacted !== piece) {
      pieces[i] = redacted
      changed = true
    }
  }
  return changed ? pieces.join('') : text
}
