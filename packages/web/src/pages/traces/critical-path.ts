import type { SpanNode } from './tree.ts'

/** A stretch of time in which one span was what everything waited for. */
export type Stretch = { readonly from: number; readonly to: number }

/**
 * What the duration of a root consists of, by place in the tree: going back from its end, always the child that ended last, and the span itself
 * where no child ran. The lengths add up to the root's duration; shortening anything else would not have made it faster.
 */
export function criticalPath(
  nodes: readonly SpanNode[],
  root: number,
): ReadonlyMap<number, readonly Stretch[]> {
  const path = new Map<number, Stretch[]>()
  const waiting = [{ place: root, from: nodes[root]!.span.start, to: nodes[root]!.span.end }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { place, from, to } = next
    const own: Stretch[] = []
    let until = to
    const children = nodes[place]!.children.map(child => ({
      place: child,
      from: Math.max(nodes[child]!.span.start, from),
      to: Math.min(nodes[child]!.span.end, to),
    }))
      .filter(child => child.to > child.from)
      .sort((a, b) => b.to - a.to)
    for (const child of children) {
      if (child.to > until) continue
      if (until > child.to) own.push({ from: child.to, to: until })
      waiting.push(child)
      until = child.from
    }
    if (until > from) own.push({ from, to: until })
    if (own.length > 0) path.set(place, own.reverse())
  }
  return path
}

/** The root that took longest; undefined in an empty tree. */
export function longestRoot(nodes: readonly SpanNode[]): number | undefined {
  let longest: number | undefined
  nodes.forEach(({ span, parent }, place) => {
    if (parent !== undefined) return
    const best = longest === undefined ? undefined : nodes[longest]!.span
    if (best === undefined || span.end - span.start > best.end - best.start) longest = place
  })
  return longest
}
