import type { MouseEvent, ReactNode } from 'react'
import { classes } from './classes.ts'
import { useRowKeys } from './row-keys.ts'
import styles from './table.module.css'

export type Column<Row> = {
  readonly name: string
  readonly cell: (row: Row) => ReactNode
  /** Right-aligned, with figures of one width. */
  readonly number?: boolean
  /** Takes what room is left, and breaks; `text` keeps room for words of a sentence. */
  readonly grow?: boolean | 'text'
  /** The last column, which stays too where the table scrolls sideways: what can be done with a row. */
  readonly stays?: boolean
}

/**
 * A table with a caption for screen readers. With `onOpen` its rows are opened by click, Enter or Space; with `linked` a click on a row follows its
 * first link. Where there is no room for all columns it scrolls sideways, and the first one stays.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  onOpen,
  linked,
  empty,
}: {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row, index: number) => string
  readonly onOpen?: (row: Row) => void
  readonly linked?: boolean
  readonly empty?: ReactNode
}) {
  useRowKeys()
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={styles.frame} aria-label={`Table: ${caption}`} tabIndex={0}>
      <table className={styles.table} data-rows="">
        <caption className="hidden-visually">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, number, stays }) => (
              <th key={name} scope="col" className={classes(number && styles.number, stays && styles.stays)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={keyOf(row, index)}
              {...(onOpen === undefined
                ? linked && { className: styles.opens, onClick: followFirst }
                : {
                    tabIndex: 0,
                    className: styles.opens,
                    onClick: () => onOpen(row),
                    onKeyDown: event => {
                      if (event.target !== event.currentTarget || !['Enter', ' '].includes(event.key)) return
                      event.preventDefault()
                      onOpen(row)
                    },
                  })}
            >
              {columns.map(({ name, cell, number, grow, stays }) => (
                <td
                  key={name}
                  className={classes(number && styles.number, grow && styles.grow, stays && styles.stays)}
                >
                  {grow ? (
                    <div className={styles.grown} data-text={grow === 'text'}>
                      {cell(row)}
                    </div>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function followFirst({ target, currentTarget }: MouseEvent<HTMLTableRowElement>): void {
  if ((target as Element).closest('a, button') === null) currentTarget.querySelector('a')?.click()
}
