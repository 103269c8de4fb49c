import { Eye, EyeOff } from 'lucide-react'
import type { SeriesAnswer } from '../../api/types.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { percent } from '../../ui/numbers.ts'
import { Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { colorOf } from './colors.ts'
import styles from './series.module.css'
import { heldShare, runsOf, statsOf } from './stats.ts'

/** Rows that are drawn at once. */
const MOST = 200

/** Last, least, average and most of each series; each can be hidden, or shown alone. Conditions (no `format`) say how long they hold. */
export function Values({
  answer,
  labels,
  hidden,
  format,
  onToggle,
  onSolo,
}: {
  readonly answer: SeriesAnswer
  readonly labels: readonly string[]
  readonly hidden: readonly string[]
  readonly format: ((value: number) => string) | undefined
  readonly onToggle: (label: string) => void
  readonly onSolo: (label: string) => void
}) {
  const rows = answer.series.slice(0, MOST).map((series, i) => ({
    label: labels[i]!,
    color: colorOf(i),
    shown: !hidden.includes(labels[i]!),
    held: format === undefined ? heldShare(runsOf(series, Number(answer.step))) : null,
    ...statsOf(series),
  }))
  type Row = (typeof rows)[number]
  const written = (value: number | null) =>
    value === null ? '–' : format === undefined ? (value === 0 ? 'no' : 'yes') : format(value)
  const figure = (name: string, of: (row: Row) => number | null) => ({
    name,
    number: true,
    cell: (row: Row) => written(of(row)),
  })
  const several = rows.length > 1
  return (
    <>
      <Table
        caption="Figures of each series"
        rows={rows}
        keyOf={({ label }) => label}
        columns={[
          {
            name: 'Series',
            grow: true,
            cell: ({ label, color, shown }) => (
              <span className={styles.series} data-off={!shown}>
                {format !== undefined && <i style={{ background: color }} />}
                {several && (
                  <IconButton
                    label={`${shown ? 'Hide' : 'Show'} ${clip(label, 60)}`}
                    small
                    onClick={() => onToggle(label)}
                  >
                    {shown ? <Eye size={14} /> : <EyeOff size={14} />}
                  </IconButton>
                )}
                {several ? (
                  <Button look="quiet" small title="Show it alone; again: all" onClick={() => onSolo(label)}>
                    <span className={styles.seriesName}>{clip(label, 120)}</span>
                  </Button>
                ) : (
                  <span className={styles.seriesName}>{clip(label, 200)}</span>
                )}
              </span>
            ),
          },
          figure(format === undefined ? 'Holds now' : 'Last', row => row.last),
          ...(format === undefined
            ? [{ name: 'Held', number: true, cell: ({ held }: Row) => percent(held) }]
            : [figure('Min', row => row.min), figure('Avg', row => row.avg), figure('Max', row => row.max)]),
          {
            name: 'Steps with a value',
            number: true,
            cell: ({ steps, of }) => `${steps} of ${of}`,
          },
        ]}
      />
      {answer.series.length > MOST && (
        <p className={styles.said}>
          {answer.series.length - MOST} more series are not listed. Group by fewer names to see each.
        </p>
      )}
    </>
  )
}
