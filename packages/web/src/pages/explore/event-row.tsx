// biome-ignore-all lint/a11y/useSemanticElements: of a list or table that is drawn in part, the parts say what they are by role.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row and cell where it is.
import { memo, type ReactNode, type Ref } from 'react'
import type { TallyEvent } from '../../api/types.ts'
import type { TimeFormats } from '../../time/times.ts'
import { LevelBadge } from '../../ui/badge.tsx'
import { clip, seen } from '../../ui/text.ts'
import { cellOf, summaryOf } from './columns.ts'
import styles from './event-list.module.css'

/** Characters of a value that a row shows, and of a message that is wrapped. */
const CLIPPED = 300
const WRAPPED = 4_000

export type RowLook = {
  readonly columns: readonly string[]
  readonly wrap: boolean
  readonly narrow: boolean
  readonly times: TimeFormats
  /** Epoch ms that ages are counted from; undefined shows the time itself. */
  readonly now: number | undefined
  /** What the query looks for, to be marked in messages. */
  readonly marked: RegExp | undefined
}

/** One event of the list. Drawn anew only when something of it changed, with no more attributes than it needs: dozens come and go in a frame. */
export const EventRow = memo(function EventRow({
  ref,
  event,
  index,
  id,
  look,
  active,
  cell,
  open,
  fresh,
}: {
  readonly ref: Ref<HTMLDivElement> | undefined
  readonly event: TallyEvent
  readonly index: number
  /** Of the element, for `aria-activedescendant`. */
  readonly id: string
  readonly look: RowLook
  /** Where the keyboard is. */
  readonly active: boolean
  /** The column where it is; -1 is the whole row. */
  readonly cell: number
  readonly open: boolean
  /** Came in while the tail was followed. */
  readonly fresh: boolean
}) {
  return (
    <div
      ref={ref}
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={open}
      data-row={index}
      data-level={event.level}
      className={styles.row}
      data-active={active || undefined}
      data-fresh={fresh || undefined}
    >
      {look.columns.map((column, i) => (
        <div
          key={column}
          id={active ? `${id}-${i}` : undefined}
          role="gridcell"
          aria-colindex={i + 1}
          data-column={column}
          className={styles.cell}
          data-active={(active && cell === i) || undefined}
        >
          {cellContent(event, column, look)}
        </div>
      ))}
    </div>
  )
})

function cellContent(event: TallyEvent, column: string, look: RowLook): ReactNode {
  switch (column) {
    case 'time':
      return (
        <time dateTime={event.time}>
          {look.now === undefined ? look.times.row(event.time) : look.times.ago(event.time, look.now)}
        </time>
      )
    case 'level':
      return <LevelBadge level={clip(event.level, 20)} />
    case 'message': {
      const text = summaryOf(event)
      const shown = look.wrap ? seen(text.slice(0, WRAPPED)) : clip(text, CLIPPED)
      return look.marked === undefined ? shown : marked(shown, look.marked)
    }
    default: {
      const value = cellOf(event, column)
      if (value === undefined) return look.narrow ? '' : <span className={styles.absent}>–</span>
      return look.narrow && column !== 'service'
        ? `${column.replace(/^attributes\./, '')} ${clip(value, CLIPPED)}`
        : clip(value, CLIPPED)
    }
  }
}

function marked(text: string, words: RegExp): ReactNode {
  const parts = text.split(words)
  if (parts.length === 1) return text
  // Splitting by a group leaves what it matched at the odd places.
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text.
  return parts.map((part, i) => (i % 2 === 1 ? <mark key={i}>{part}</mark> : part))
}
