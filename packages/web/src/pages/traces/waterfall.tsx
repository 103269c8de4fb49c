import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight, CircleAlert, Unlink } from 'lucide-react'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import type { TallyEvent } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { duration, plural } from '../../ui/numbers.ts'
import { clip } from '../../ui/text.ts'
import type { Stretch } from './critical-path.ts'
import { offsetText } from './event-list.tsx'
import { type Extent, offsetsOf, placeOf } from './scale.ts'
import { instantOf } from './spans.ts'
import { type SpanNode, visibleNodes } from './tree.ts'
import { moveOf } from './tree-keys.ts'
import styles from './waterfall.module.css'

const ROW = 28
/** Rows that are seen before the list scrolls. */
const TALLEST = 22
/** Levels that are indented; deeper ones say how deep they are. */
const DEEPEST = 12
/** Marks of single events drawn on a line. */
const MOST_MARKS = 200

/**
 * Spans as a tree with a bar each on one axis of time. A tree to the keyboard too: arrows move, open and close, Enter shows the detail. Only the rows
 * in sight are in the page.
 */
export function Waterfall({
  nodes,
  extent,
  path,
  loose,
  selected,
  onSelect,
}: {
  readonly nodes: readonly SpanNode[]
  readonly extent: Extent
  readonly path: ReadonlyMap<number, readonly Stretch[]>
  readonly loose: readonly TallyEvent[]
  readonly selected: number | undefined
  readonly onSelect: (place: number | undefined) => void
}) {
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [active, setActive] = useState(selected ?? 0)
  const visible = useMemo(() => visibleNodes(nodes, closed), [nodes, closed])
  const colors = useMemo(() => colorsOf(nodes), [nodes])
  const at = Math.max(0, visible.indexOf(active))
  const current = visible[at]!
  const virtual = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  const go = (row: number) => {
    setActive(visible[row]!)
    virtual.scrollToIndex(row)
  }
  const toggle = (place: number) => {
    const { key } = nodes[place]!.span
    setActive(place)
    setClosed(before => {
      const after = new Set(before)
      if (!after.delete(key)) after.add(key)
      return after
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const isClosed = closed.has(nodes[current]!.span.key)
    const move = moveOf(event.key, { nodes, visible, at, isClosed, page: TALLEST })
    if (move === undefined || (move.kind === 'close' && selected === undefined)) return
    event.preventDefault()
    event.stopPropagation()
    if (move.kind === 'go') go(move.row)
    else if (move.kind === 'toggle') toggle(current)
    else onSelect(move.kind === 'open' ? current : undefined)
  }
  const parents = nodes.filter(({ children }) => children.length > 0)
  return (
    <section className={styles.waterfall} aria-label="Waterfall">
      <div className={styles.tools}>
        <ul className={styles.legend}>
          {Array.from(colors, ([service, color]) => (
            <li key={service}>
              <i style={{ background: color }} aria-hidden="true" />
              {service === '' ? 'no service' : clip(service, 40)}
            </li>
          )).slice(0, 8)}
          <li>
            <i className={styles.criticalSample} aria-hidden="true" />
            critical path
          </li>
        </ul>
        <span className={styles.buttons}>
          <Button small look="quiet" disabled={closed.size === 0} onClick={() => setClosed(new Set())}>
            Open all
          </Button>
          <Button
            small
            look="quiet"
            disabled={closed.size === parents.length}
            onClick={() => setClosed(new Set(parents.map(({ span }) => span.key)))}
          >
            Close all
          </Button>
        </span>
      </div>
      <Ruler extent={extent} loose={loose} />
      <div
        ref={scroller}
        className={styles.rows}
        style={{ height: Math.min(visible.length, TALLEST) * ROW }}
        role="tree"
        aria-label={`${plural(nodes.length, 'span')} of the trace`}
        aria-activedescendant={`${id}-${current}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={styles.inside} style={{ height: virtual.getTotalSize() }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const place = visible[index]!
            return (
              <Row
                key={nodes[place]!.span.key}
                id={`${id}-${place}`}
                node={nodes[place]!}
                top={start}
                extent={extent}
                critical={path.get(place) ?? []}
                color={colors.get(nodes[place]!.span.service) ?? 'var(--series-8)'}
                isClosed={closed.has(nodes[place]!.span.key)}
                isActive={place === current}
                isSelected={place === selected}
                onSelect={() => {
                  setActive(place)
                  onSelect(place)
                }}
                onToggle={() => toggle(place)}
              />
            )
          })}
        </div>
      </div>
    </section>
  )
}

function Ruler({ extent, loose }: { readonly extent: Extent; readonly loose: readonly TallyEvent[] }) {
  const length = extent.to - extent.from
  return (
    <div className={styles.ruler}>
      <div className={styles.rulerName}>
        {loose.length === 0 ? 'Span' : `Span, and ${plural(loose.length, 'event')} of none`}
      </div>
      <div className={styles.took}>Took</div>
      <div className={styles.line} aria-hidden="true">
        {offsetsOf(length, 5)
          .filter(offset => offset <= length * 0.93)
          .map(offset => (
            <span key={offset} className={styles.tick} style={{ left: `${(offset / length) * 100}%` }}>
              {offset === 0 ? '0' : duration(offset)}
            </span>
          ))}
        <Marks events={loose} extent={extent} />
      </div>
    </div>
  )
}

function Marks({ events, extent }: { readonly events: readonly TallyEvent[]; readonly extent: Extent }) {
  return events.slice(0, MOST_MARKS).map(event => {
    const time = instantOf(event.time)
    return (
      <span
        key={event.id}
        className={styles.mark}
        data-level={event.level}
        style={{ left: `${placeOf(extent, { from: time, to: time }).left * 100}%` }}
        title={`${offsetText(time - extent.from)} ${event.level} ${clip(event.message ?? event.name ?? '', 120)}`}
      />
    )
  })
}

function Row({
  id,
  node: { span, depth, children, detached },
  top,
  extent,
  critical,
  color,
  isClosed,
  isActive,
  isSelected,
  onSelect,
  onToggle,
}: {
  readonly id: string
  readonly node: SpanNode
  readonly top: number
  readonly extent: Extent
  readonly critical: readonly Stretch[]
  readonly color: string
  readonly isClosed: boolean
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly onSelect: () => void
  readonly onToggle: () => void
}) {
  const { left, width } = placeOf(extent, { from: span.start, to: span.end })
  const took = duration(span.end - span.start)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken by the tree, of which this is an item.
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and names the active item.
    <div
      id={id}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isSelected}
      {...(children.length === 0 ? {} : { 'aria-expanded': !isClosed })}
      data-active={isActive}
      onClick={onSelect}
    >
      <div className={styles.name} style={{ paddingLeft: 6 + Math.min(depth, DEEPEST) * 12 }}>
        {depth > DEEPEST && <span className={styles.depth}>{depth}</span>}
        {children.length === 0 ? (
          <span className={styles.leaf} />
        ) : (
          <button
            type="button"
            className={styles.toggle}
            tabIndex={-1}
            aria-hidden="true"
            onClick={event => {
              event.stopPropagation()
              onToggle()
            }}
          >
            {isClosed ? <ChevronRight size={13} /> : <ChevronDown size={13} />}
          </button>
        )}
        {span.failed && (
          <>
            <CircleAlert size={13} className={styles.error} aria-hidden="true" />
            <span className="hidden-visually">error</span>
          </>
        )}
        {detached !== undefined && <Unlink size={12} className={styles.loose} aria-hidden="true" />}
        <span className={styles.text}>{clip(span.name, 80)}</span>
        <span className={styles.service}>{clip(span.service, 40)}</span>
        {isClosed && <span className={styles.count}>{children.length}</span>}
      </div>
      <div className={styles.took}>{took}</div>
      <div className={styles.line}>
        <span
          className={styles.bar}
          data-failed={span.failed}
          style={{ left: `${left * 100}%`, width: `${width * 100}%`, background: color }}
        />
        {critical.map(stretch => {
          const part = placeOf(extent, stretch)
          return (
            <span
              key={stretch.from}
              className={styles.critical}
              style={{ left: `${part.left * 100}%`, width: `${part.width * 100}%` }}
            />
          )
        })}
        <Marks events={span.logs} extent={extent} />
      </div>
    </div>
  )
}

/** A colour for each service, in order of appearance. */
function colorsOf(nodes: readonly SpanNode[]): Map<string, string> {
  const colors = new Map<string, string>()
  for (const { span } of nodes)
    if (!colors.has(span.service)) colors.set(span.service, `var(--series-${(colors.size % 8) + 1})`)
  return colors
}
