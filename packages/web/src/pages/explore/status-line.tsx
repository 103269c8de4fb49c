import { newest } from '../../api/lag.ts'
import type { AggregateAnswer, IndexLag } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { duration, plural } from '../../ui/numbers.ts'
import styles from './status-line.module.css'

/** How much was found, how fast, and what is not in it. */
export function StatusLine({
  total,
  table,
  limited,
  took,
  lag,
  busy,
  onUsualColumns,
}: {
  /** Events in the range that match; undefined while that is not known. */
  readonly total: number | undefined
  /** Of a query that counts. */
  readonly table: AggregateAnswer | undefined
  /** The query says itself how many rows it wants. */
  readonly limited: boolean
  readonly took: number | undefined
  readonly lag: IndexLag | undefined
  readonly busy: boolean
  /** Present while the columns are not the usual ones. */
  readonly onUsualColumns: (() => void) | undefined
}) {
  return (
    <div className={styles.line}>
      <p role="status">
        {total !== undefined ? <b>{plural(total, 'event')}</b> : busy && 'Searching …'}
        {table !== undefined && ` in ${plural(table.rows.length, 'row')}`}
        {took !== undefined && <span className={styles.took}>{duration(took)}</span>}
        {busy && total !== undefined && <span className={styles.took}>updating …</span>}
      </p>
      {table?.truncated && !limited && (
        <p className={styles.warn}>
          Only the first {plural(table.rows.length, 'row')}: end the query with “| limit 10000” for more.
        </p>
      )}
      {lag !== undefined && (
        <p className={styles.warn}>
          The {newest(lag)} not searchable yet, for {duration(lag.seconds * 1_000)}.
        </p>
      )}
      {onUsualColumns !== undefined && (
        <Button small look="quiet" onClick={onUsualColumns}>
          Reset columns
        </Button>
      )}
    </div>
  )
}
