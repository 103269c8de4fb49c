// biome-ignore-all lint/a11y/useSemanticElements: of a list or table that is drawn in part, the parts say what they are by role.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row and cell where it is.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { AggregateAnswer, Cell } from '../../api/types.ts'
import { LineChart } from '../../chart/line-chart.tsx'
import { binColumn } from '../../query/rows.ts'
import { useTimes } from '../../time/format.ts'
import type { Span } from '../../time/range.ts'
import { Button } from '../../ui/button.tsx'
import { MOST_PRINTED, PRINTED, useMedia } from '../../ui/media.ts'
import { short } from '../../ui/numbers.ts'
import { Empty } from '../../ui/states.tsx'
import { clip, seen } from '../../ui/text.ts'
import { linesOf, tableColumns, termOfRow } from './table.ts'
import styles from './table-result.module.css'

const HEIGHT = 27

/** What a query that counts answers: its table, and a chart when it counts by time. */
export function TableResult({
  answer,
  onBrush,
  onPick,
}: {
  readonly answer: AggregateAnswer
  readonly onBrush: (span: Span) => void
  /** Shows the events of a row, by the terms that they have in common. */
  readonly onPick: (terms: readonly string[], span: Span | undefined) => void
}) {
  const times = useTimes()
  const scroller = useRef<HTMLElement>(null)
  const columns = useMemo(() => tableColumns(answer), [answer])
  const chart = useMemo(() => linesOf(answer), [answer])
  const bin = binColumn(answer)
  const virtual = useVirtualizer({
    count: answer.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 12,
  })
  const printed = useMedia(PRINTED)
  const rows = answer.rows.slice(0, MOST_PRINTED)
  const items = printed
    ? rows.map((_, index) => ({ index, start: index * HEIGHT }))
    : virtual.getVirtualItems()
  const template = columns
    .map(({ number }) => (number ? 'minmax(84px, 150px)' : 'minmax(96px, 1fr)'))
    .join(' ')
  const show = (cell: Cell | undefined, i: number) => {
    if (cell === null || cell === undefined) return '–'
    if (columns[i]!.time) return times.short(String(cell))
    return typeof cell === 'number' ? Number(cell.toPrecision(12)).toLocaleString('en') : clip(String(cell))
  }
  if (answer.rows.length === 0) return <Empty title="Nothing to count">No event matches in this range.</Empty>
  return (
    <div className={styles.result}>
      {chart !== undefined && (
        <section className={styles.chart} aria-label="Chart">
          <LineChart label={chart.label} lines={chart.lines} height={190} onBrush={onBrush} format={short} />
          {chart.left > 0 && <p className={styles.note}>{chart.left} more groups are in the table only.</p>}
        </section>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label="Table of the result">
        <div role="table" aria-label="Result" aria-rowcount={answer.rows.length + 1}>
          <div
            role="row"
            aria-rowindex={1}
            className={styles.header}
            style={{ gridTemplateColumns: `${template} 66px` }}
          >
            {columns.map(({ name, number }) => (
              <div key={name} role="columnheader" data-number={number} title={seen(name)}>
                {seen(name)}
              </div>
            ))}
            <div role="columnheader">
              <span className="hidden-visually">Events</span>
            </div>
          </div>
          <div
            role="rowgroup"
            className={styles.rows}
            style={{ height: printed ? rows.length * HEIGHT : virtual.getTotalSize() }}
          >
            {items.map(({ index, start }) => {
              const row = answer.rows[index]!
              return (
                <div
                  key={index}
                  role="row"
                  aria-rowindex={index + 2}
                  className={styles.row}
                  style={{ gridTemplateColumns: `${template} 66px`, transform: `translateY(${start}px)` }}
                >
                  {columns.map(({ name, number }, i) => (
                    <div key={name} role="cell" data-number={number}>
                      {show(row[i], i)}
                    </div>
                  ))}
                  <div role="cell" data-number="true">
                    <Button
                      small
                      look="quiet"
                      className={styles.events}
                      onClick={() => {
                        const { terms, span } = termOfRow(answer, row, bin)
                        onPick(terms, span)
                      }}
                    >
                      Events
                    </Button>
                  </div>
                </div>
              )
            })}
          </div>
        </div>
      </section>
    </div>
  )
}
