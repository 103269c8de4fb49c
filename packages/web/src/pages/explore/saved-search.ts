import type { Change, Explore, ExploreSearch } from './state.ts'

/** What a saved search keeps of the address. */
export type SavedDocument = {
  readonly q?: string
  readonly stream?: string
  readonly columns?: string
  readonly order?: string
  readonly wrap?: string
  readonly from?: string
  readonly to?: string
}

export type SavedSearch = {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly shared: boolean
  readonly mine: boolean
  readonly document: unknown
  readonly created: string
  readonly changed: string
  readonly version: number
}

const NAMES = ['q', 'stream', 'columns', 'order', 'wrap', 'from', 'to'] as const
/** The parts of an address that a document holds; what is no text in it is left out. */
export function documentOf(value: unknown): SavedDocument {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >
  return Object.fromEntries(
    NAMES.flatMap(name =>
      typeof given[name] === 'string' && given[name] !== '' ? [[name, given[name]]] : [],
    ),
  )
}

/** The change of the address that opens a saved search: all of it, also what the search does not have. */
export function openingOf({ id, document }: Pick<SavedSearch, 'id' | 'document'>): Change {
  const kept = documentOf(document)
  return {
    ...Object.fromEntries(NAMES.map(name => [name, kept[name]])),
    open: undefined,
    live: undefined,
    saved: id,
  }
}

/** Whether the page shows something else than the saved search that was opened. */
export function differs(saved: SavedDocument, now: SavedDocument): boolean {
  return NAMES.some(name => (saved[name] ?? '') !== (now[name] ?? ''))
}

/** What would be saved now. */
export function currentDocument(
  { q, stream, order, wrap }: Pick<Explore, 'q' | 'stream' | 'order' | 'wrap'>,
  columns: ExploreSearch['columns'],
  range: { readonly from: string; readonly to: string },
): SavedDocument {
  return documentOf({
    q,
    stream,
    columns,
    order: order === 'asc' ? 'asc' : undefined,
    wrap: wrap ? '1' : undefined,
    ...range,
  })
}
