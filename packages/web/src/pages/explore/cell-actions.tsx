import { Check, Copy, Minus, Plus } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { TallyEvent } from '../../api/types.ts'
import type { ValueActions } from '../../events/actions.ts'
import { shortName } from '../../events/flatten.ts'
import { MAX_TERM_VALUE } from '../../query/refine.ts'
import { copyText } from '../../ui/clipboard.ts'
import { useToast } from '../../ui/toast.tsx'
import { cellOf } from './columns.ts'
import styles from './event-list.module.css'

type Under = { readonly column: string; readonly value: string; readonly top: number; readonly left: number }

/** Width of the buttons, px. */
const WIDTH = 72
/** After rows have moved below it, the pointer points at nothing for so long. */
const SCROLLING_MS = 120

/**
 * Buttons on the value under the pointer. There is one set for the whole list, so that no row is drawn when the pointer moves; the keyboard has i and x
 * on the cell instead. It lies inside of what scrolls, so that the wheel works above it.
 */
export function CellActions({
  scroller,
  events,
  actions,
}: {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly events: readonly TallyEvent[]
  readonly actions: ValueActions
}) {
  const [under, setUnder] = useState<Under>()
  const [copied, setCopied] = useState(false)
  const toast = useToast()
  const latest = useRef(events)
  latest.current = events
  /** The cell that they lie on. */
  const shownFor = useRef<Element>(undefined)
  const hide = useCallback(() => {
    shownFor.current = undefined
    setUnder(undefined)
  }, [])

  useEffect(() => {
    const list = scroller.current!
    let scrolled = Number.NEGATIVE_INFINITY
    const onScroll = () => {
      scrolled = performance.now()
      if (shownFor.current !== undefined) hide()
    }
    const onPoint = (event: PointerEvent) => {
      if (performance.now() - scrolled < SCROLLING_MS) return
      const target = event.target as Element
      if (target.closest('[data-actions]') !== null) return
      const cell = target.closest<HTMLElement>('[data-column]')
      const row = cell?.closest('[data-row]')
      if (cell != null && cell === shownFor.current) return
      if (cell == null || row == null || event.pointerType === 'touch') return hide()
      const column = cell.dataset.column!
      const found = latest.current[Number(row.getAttribute('data-row'))]
      const value = column === 'time' || found === undefined ? undefined : cellOf(found, column)
      if (value === undefined || value === '' || value.length > MAX_TERM_VALUE) return hide()
      const [box, outer] = [cell.getBoundingClientRect(), list.getBoundingClientRect()]
      shownFor.current = cell
      setCopied(false)
      setUnder({
        column,
        value,
        top: box.top - outer.top + list.scrollTop,
        left: Math.min(box.right, outer.left + list.clientWidth - 8) - outer.left + list.scrollLeft - WIDTH,
      })
    }
    list.addEventListener('pointermove', onPoint)
    list.addEventListener('pointerleave', hide)
    list.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      list.removeEventListener('pointermove', onPoint)
      list.removeEventListener('pointerleave', hide)
      list.removeEventListener('scroll', onScroll)
    }
  }, [scroller, hide])

  // What lies below has moved.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other events, other values.
  useEffect(hide, [events, hide])

  if (under === undefined) return null
  const { column, value, top, left } = under
  const name = shortName(column)
  const run = (action: () => void) => () => {
    action()
    hide()
  }
  return (
    <div className={styles.actions} style={{ top, left, width: WIDTH }} data-actions="">
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Include this ${name}`}
        title={`Include this ${name} (i)`}
        onClick={run(() => actions.include(column, value))}
      >
        <Plus size={13} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Exclude this ${name}`}
        title={`Exclude this ${name} (x)`}
        onClick={run(() => actions.exclude(column, value))}
      >
        <Minus size={13} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label="Copy"
        title="Copy"
        onClick={() => {
          copyText(value).then(() => setCopied(true), toast.failed)
        }}
      >
        {copied ? <Check size={12} /> : <Copy size={12} />}
      </button>
    </div>
  )
}
