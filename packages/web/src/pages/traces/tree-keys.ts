import type { SpanNode } from './tree.ts'

export type Move =
  | { readonly kind: 'go'; readonly row: number }
  | { readonly kind: 'toggle' | 'open' | 'close' }

/** What a key does in the tree while the row `at` of the `visible` ones is active; undefined for any other key. */
export function moveOf(
  key: string,
  {
    nodes,
    visible,
    at,
    isClosed,
    page,
  }: {
    readonly nodes: readonly SpanNode[]
    readonly visible: readonly number[]
    readonly at: number
    /** Whether the active row is. */
    readonly isClosed: boolean
    /** Rows in sight. */
    readonly page: number
  },
): Move | undefined {
  const { children, parent } = nodes[visible[at]!]!
  const go = (row: number): Move => ({ kind: 'go', row: Math.min(Math.max(row, 0), visible.length - 1) })
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return go(at + 1)
    case 'ArrowUp':
    case 'k':
      return go(at - 1)
    case 'PageDown':
      return go(at + page)
    case 'PageUp':
      return go(at - page)
    case 'Home':
      return go(0)
    case 'End':
      return go(visible.length - 1)
    case 'ArrowRight':
      if (children.length === 0) return go(at)
      return isClosed ? { kind: 'toggle' } : go(at + 1)
    case 'ArrowLeft':
      if (children.length > 0 && !isClosed) return { kind: 'toggle' }
      return go(parent === undefined ? at : visible.indexOf(parent))
    case 'Enter':
    case ' ':
      return { kind: 'open' }
    case 'Escape':
      return { kind: 'close' }
    default:
      return undefined
  }
}
