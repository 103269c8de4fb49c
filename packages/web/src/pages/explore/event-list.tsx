// biome-ignore-all lint/a11y/useSemanticElements: of a list or table that is drawn in part, the parts say what they are by role.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row and cell where it is.
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { TallyEvent } from '../../api/types.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { useShortcuts } from '../../app/shortcuts.ts'
import type { ValueActions } from '../../events/actions.ts'
import { shortName } from '../../events/flatten.ts'
import { useTimes } from '../../time/format.ts'
import { useRange } from '../../time/use-range.tsx'
import { MOST_PRINTED, NARROW, PRINTED, useMedia } from '../../ui/media.ts'
import { seen } from '../../ui/text.ts'
import { CellActions } from './cell-actions.tsx'
import { cellOf, gridOf } from './columns.ts'
import styles from './event-list.module.css'
import { EventRow, type RowLook } from './event-row.tsx'
import { reusedKeys } from './reused-keys.ts'

/** Pixels from the top within which the list counts as being there. */
const AT_TOP = 8
/** Rows before the end at which the next page is asked for, by who stands at the top and by who has begun to scroll. */
const AHEAD = 120
const AHEAD_SCROLLING = 400
const TICK_MS = 10_000

/** What can be asked of the list from outside. */
export type ListControls = { readonly toTop: () => void }

/**
 * The events that were found, of which only those in view are drawn. The grid itself has the focus: arrows (and j, k) go through rows and cells,
 * Enter opens, i and x include and exclude the value under the cursor.
 */
export function EventList({
  controls,
  events,
  fresh,
  total,
  columns,
  wrap,
  order,
  open,
  marked,
  hasMore,
  loadMore,
  onOpen,
  onOrder,
  onAtTop,
  actions,
  footer,
}: {
  readonly controls: Ref<ListControls>
  readonly events: readonly TallyEvent[]
  /** How many of the first came in while the tail was followed. */
  readonly fresh: number
  readonly total: number | undefined
  readonly columns: readonly string[]
  readonly wrap: boolean
  readonly order: 'asc' | 'desc'
  readonly open: string | undefined
  readonly marked: RegExp | undefined
  readonly hasMore: boolean
  readonly loadMore: () => void
  readonly onOpen: (event: TallyEvent) => void
  /** Absent while the order cannot be chosen. */
  readonly onOrder: (() => void) | undefined
  readonly onAtTop: (atTop: boolean) => void
  readonly actions: ValueActions
  /** Below the last row. */
  readonly footer: ReactNode
}) {
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const times = useTimes()
  const { span } = useRange()
  const { times: kind, density } = usePreferences()
  const narrow = useMedia(NARROW)
  const printed = useMedia(PRINTED)
  const now = useNow(kind === 'relative')
  const [cursor, setCursor] = useState<{
    readonly id: string
    readonly index: number
    readonly cell: number
  }>()

  const relative = now !== undefined
  const years = !times.isOfThisYear(span.from)
  const sizes = useMemo(() => gridOf(columns, { relative, years }), [columns, relative, years])
  const look = useMemo<RowLook>(
    () => ({ columns, wrap, narrow, times, now, marked }),
    [columns, wrap, narrow, times, now, marked],
  )
  const height = (narrow ? 47 : 25) + (density === 'comfortable' ? 8 : 0)
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 5,
    getItemKey: useCallback((i: number) => events[i]!.id, [events]),
    indexAttribute: 'data-row',
    scrollMargin: narrow ? 0 : 28,
    scrollPaddingStart: narrow ? 0 : 30,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const drawn = printed
    ? Array.from({ length: Math.min(events.length, MOST_PRINTED) }, (_, i) => i)
    : items.map(({ index }) => index)
  const keys = useRef<ReadonlyMap<string, number>>(new Map())
  keys.current = reusedKeys(
    keys.current,
    drawn.map(index => events[index]!.id),
  )
  const ahead = (items[0]?.index ?? 0) === 0 ? AHEAD : AHEAD_SCROLLING
  useEffect(() => {
    if (hasMore && last >= events.length - ahead) loadMore()
  }, [hasMore, last, ahead, events.length, loadMore])
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are measured anew when rows look different.
  useEffect(() => virtual.measure(), [height, wrap, columns, narrow])

  const at =
    cursor === undefined
      ? -1
      : events[cursor.index]?.id === cursor.id
        ? cursor.index
        : events.findIndex(event => event.id === cursor.id)
  const moveTo = (index: number, cell = cursor?.cell ?? -1) => {
    const to = Math.min(Math.max(index, 0), events.length - 1)
    const event = events[to]
    if (event === undefined) return
    setCursor({ id: event.id, index: to, cell })
    virtual.scrollToIndex(to, { align: 'auto' })
    if (open !== undefined && open !== event.id) onOpen(event)
  }
  const step = (by: number) => {
    moveTo(at < 0 ? (items[0]?.index ?? 0) : at + by)
    grid.current?.focus({ preventScroll: true })
  }
  useShortcuts({ j: () => step(1), k: () => step(-1) })

  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / height) - 2)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== grid.current) return
    const here = events[at]
    const column = columns[cursor?.cell ?? -1]
    const value = here === undefined || column === undefined ? undefined : cellOf(here, column)
    const keys = new Map<string, (() => void) | undefined>([
      ['ArrowDown', () => step(1)],
      ['ArrowUp', () => step(-1)],
      ['PageDown', () => step(page)],
      ['PageUp', () => step(-page)],
      ['Home', () => moveTo(0)],
      ['End', () => moveTo(events.length - 1)],
      ['ArrowRight', () => moveTo(Math.max(at, 0), Math.min((cursor?.cell ?? -1) + 1, columns.length - 1))],
      ['ArrowLeft', () => moveTo(Math.max(at, 0), Math.max((cursor?.cell ?? -1) - 1, -1))],
      ['Enter', here === undefined ? undefined : () => onOpen(here)],
      ['i', value === undefined ? undefined : () => actions.include(column!, value)],
      ['x', value === undefined ? undefined : () => actions.exclude(column!, value)],
    ])
    const run = keys.get(event.key)
    if (run === undefined) return
    event.preventDefault()
    event.stopPropagation()
    run()
  }

  useImperativeHandle(controls, () => ({ toTop: () => void scroller.current?.scrollTo({ top: 0 }) }), [])
  const atTop = useRef(true)
  useEffect(() => onAtTop(true), [onAtTop])
  const onScroll = () => {
    const top = scroller.current!.scrollTop <= AT_TOP
    if (top === atTop.current) return
    atTop.current = top
    onAtTop(top)
  }
  const active = at >= 0 && items.some(({ index }) => index === at) ? `${id}-${events[at]!.id}` : undefined
  const cell = cursor?.cell ?? -1
  return (
    <div
      className={styles.frame}
      data-density={density}
      data-narrow={narrow}
      data-wrap={wrap}
      style={{ '--columns': sizes.template } as CSSProperties}
    >
      <div ref={scroller} className={styles.scroller} onScroll={onScroll}>
        <div
          ref={grid}
          role="grid"
          aria-label="Events"
          aria-rowcount={(total ?? events.length) + 1}
          aria-colcount={columns.length}
          aria-activedescendant={active === undefined ? undefined : cell < 0 ? active : `${active}-${cell}`}
          tabIndex={0}
          className={styles.grid}
          style={{ minWidth: narrow ? 0 : sizes.width }}
          onKeyDown={onKeyDown}
          onClick={event => {
            const row = (event.target as Element).closest('[data-row]')
            // Text that was marked with the mouse is to be copied, not opened.
            if (row === null || getSelection()?.toString() !== '') return
            const index = Number(row.getAttribute('data-row'))
            setCursor({ id: events[index]!.id, index, cell: -1 })
            onOpen(events[index]!)
          }}
        >
          {!narrow && (
            <div role="row" aria-rowindex={1} className={styles.header}>
              {columns.map((column, i) => (
                <ColumnHead
                  key={column}
                  column={column}
                  index={i}
                  order={order}
                  onOrder={onOrder}
                  onRemove={columns.length > 1 ? actions.columns?.toggle : undefined}
                />
              ))}
            </div>
          )}
          <div role="rowgroup" style={printed ? {} : { height: virtual.getTotalSize() }}>
            <div
              role="presentation"
              style={
                printed
                  ? {}
                  : { transform: `translateY(${(items[0]?.start ?? 0) - virtual.options.scrollMargin}px)` }
              }
            >
              {drawn.map(index => {
                const event = events[index]!
                return (
                  <EventRow
                    // Where heights are measured, elements are known by their events.
                    key={wrap ? event.id : keys.current.get(event.id)}
                    ref={wrap ? virtual.measureElement : undefined}
                    event={event}
                    index={index}
                    id={`${id}-${event.id}`}
                    look={look}
                    active={index === at}
                    cell={index === at ? cell : -1}
                    open={event.id === open}
                    fresh={index < fresh}
                  />
                )
              })}
            </div>
          </div>
        </div>
        <CellActions scroller={scroller} events={events} actions={actions} />
        {footer}
      </div>
    </div>
  )
}

function ColumnHead({
  column,
  index,
  order,
  onOrder,
  onRemove,
}: {
  readonly column: string
  readonly index: number
  readonly order: 'asc' | 'desc'
  readonly onOrder: (() => void) | undefined
  readonly onRemove: ((column: string) => void) | undefined
}) {
  const name = shortName(column)
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      className={styles.head}
      {...(column === 'time'
        ? { 'aria-sort': order === 'asc' ? ('ascending' as const) : ('descending' as const) }
        : {})}
    >
      {column === 'time' && onOrder !== undefined ? (
        <button
          type="button"
          className={styles.order}
          onClick={onOrder}
          title={order === 'desc' ? 'Newest first; show oldest first' : 'Oldest first; show newest first'}
        >
          time {order === 'desc' ? <ArrowDown size={11} /> : <ArrowUp size={11} />}
        </button>
      ) : (
        <span title={seen(column)}>{seen(name)}</span>
      )}
      {onRemove !== undefined && (
        <button
          type="button"
          className={styles.remove}
          aria-label={`Remove column ${name}`}
          title="Remove the column"
          onClick={() => onRemove(column)}
        >
          <X size={11} />
        </button>
      )}
    </div>
  )
}

/** The time, every few seconds, where ages are shown. */
function useNow(ticking: boolean): number | undefined {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!ticking) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [ticking])
  return ticking ? now : undefined
}
