import type { Span } from './spans.ts'

/** Why a span stands at the top although it names a parent. */
export type Detached = 'orphan' | 'cycle'

export type SpanNode = {
  readonly span: Span
  readonly depth: number
  /** Places in the tree. */
  readonly parent: number | undefined
  readonly children: readonly number[]
  /** Spans beneath it, at any depth: they follow it directly. */
  readonly below: number
  readonly detached: Detached | undefined
  /** It begins before its parent does: clocks disagree, or the record is wrong. */
  readonly skewed: boolean
}

/**
 * Spans as trees, in the order they are shown: each followed by those beneath it, siblings by start. Whatever parents are named, every span
 * stands in it exactly once: a span whose parent is not there is a root, and a circle of parents is opened at its earliest span.
 */
export function treeOf(spans: readonly Span[]): readonly SpanNode[] {
  const places = new Map(spans.map(({ id }, i) => [id, i]))
  const parents = spans.map(({ parentId }) => (parentId === undefined ? undefined : places.get(parentId)))
  const detached: (Detached | undefined)[] = spans.map(({ parentId }, i) =>
    parentId !== undefined && parents[i] === undefined ? 'orphan' : undefined,
  )
  for (const first of cycleOpenings(spans, parents)) {
    parents[first] = undefined
    detached[first] = 'cycle'
  }
  const children: number[][] = spans.map(() => [])
  const roots: number[] = []
  const order = spans
    .map((_, i) => i)
    .sort((a, b) => spans[a]!.start - spans[b]!.start || spans[b]!.end - spans[a]!.end || a - b)
  for (const i of order) (parents[i] === undefined ? roots : children[parents[i]]!).push(i)

  const nodes: (Omit<SpanNode, 'children' | 'below'> & { children: number[]; below: number })[] = []
  const waiting: { span: number; parent: number | undefined; depth: number }[] = roots
    .reverse()
    .map(span => ({ span, parent: undefined, depth: 0 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { span, parent, depth } = next
    const place = nodes.length
    if (parent !== undefined) nodes[parent]!.children.push(place)
    nodes.push({
      span: spans[span]!,
      depth,
      parent,
      children: [],
      below: 0,
      detached: detached[span],
      skewed: parent !== undefined && spans[span]!.start < nodes[parent]!.span.start,
    })
    for (const child of children[span]!.reverse())
      waiting.push({ span: child, parent: place, depth: depth + 1 })
  }
  for (let i = nodes.length - 1; i > 0; i--) {
    const { parent, below } = nodes[i]!
    if (parent !== undefined) nodes[parent]!.below += below + 1
  }
  return nodes
}

/** The earliest span of each circle of parents. */
function cycleOpenings(spans: readonly Span[], parents: readonly (number | undefined)[]): number[] {
  /** The walk that first came by. */
  const walks: (number | undefined)[] = spans.map(() => undefined)
  const openings: number[] = []
  for (let walk = 0; walk < spans.length; walk++) {
    let at: number | undefined = walk
    while (at !== undefined && walks[at] === undefined) {
      walks[at] = walk
      at = parents[at]
    }
    if (at === undefined || walks[at] !== walk) continue
    let earliest = at
    for (let i = parents[at]!; i !== at; i = parents[i]!)
      if (spans[i]!.start < spans[earliest]!.start) earliest = i
    openings.push(earliest)
  }
  return openings
}

/** Places of the nodes that are seen while some (by key of their span) are closed. */
export function visibleNodes(nodes: readonly SpanNode[], closed: ReadonlySet<string>): number[] {
  const seen: number[] = []
  for (let i = 0; i < nodes.length; i++) {
    seen.push(i)
    if (closed.has(nodes[i]!.span.key)) i += nodes[i]!.below
  }
  return seen
}

/** Milliseconds of a span in which none of its children ran. */
export function selfTime(nodes: readonly SpanNode[], place: number): number {
  const { span, children } = nodes[place]!
  let covered = 0
  let reached = span.start
  // Children are by start.
  for (const child of children) {
    const from = Math.max(nodes[child]!.span.start, reached)
    const to = Math.min(nodes[child]!.span.end, span.end)
    if (to > from) covered += to - from
    reached = Math.max(reached, to)
  }
  return span.end - span.start - covered
}
