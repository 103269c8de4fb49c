import { useVirtualizer } from '@tanstack/react-virtual'
import { Check, Columns3, Copy, Minus, Plus, RectangleHorizontal } from 'lucide-react'
import { type KeyboardEvent, memo, useRef, useState } from 'react'
import { MAX_TERM_VALUE } from '../query/refine.ts'
import { copyText } from '../ui/clipboard.ts'
import { TextField } from '../ui/field.tsx'
import { count } from '../ui/numbers.ts'
import { seen } from '../ui/text.ts'
import { useToast } from '../ui/toast.tsx'
import type { ValueActions } from './actions.ts'
import styles from './fields-tab.module.css'
import { type FieldRow, fieldsWith, isFilterable, shortName } from './flatten.ts'
import { LongText } from './long-text.tsx'

/** Every value of an event. Beyond the rows in view nothing is made, so that ten thousand are as quick as ten. */
export function FieldsTab({
  rows,
  actions,
}: {
  readonly rows: readonly FieldRow[]
  readonly actions: ValueActions
}) {
  const [search, setSearch] = useState('')
  const found = fieldsWith(rows, search)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 27,
    overscan: 12,
    getItemKey: i => found[i]!.field,
  })
  const items = virtual.getVirtualItems()
  return (
    <div className={styles.tab}>
      <TextField
        label="Search fields and values"
        hideLabel
        placeholder={`Search ${count(rows.length)} fields`}
        value={search}
        onChange={event => setSearch(event.target.value)}
      />
      <div ref={scroller} className={styles.scroller}>
        <ul
          className={styles.list}
          style={{ height: virtual.getTotalSize() }}
          aria-label="Fields; i includes a value, x excludes it, c copies it"
        >
          {items.map(item => (
            <li
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className={styles.place}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Row row={found[item.index]!} actions={actions} />
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className={styles.none}>No field or value has “{seen(search)}”.</p>}
      </div>
    </div>
  )
}

const Row = memo(function Row({
  row: { field, text },
  actions,
}: {
  readonly row: FieldRow
  readonly actions: ValueActions
}) {
  const [copied, setCopied] = useState(false)
  const toast = useToast()
  const name = shortName(field)
  const usable = isFilterable(field) && text.length <= MAX_TERM_VALUE && text !== ''
  const copy = () => {
    copyText(text).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 1_200)
    }, toast.failed)
  }
  const { columns } = actions
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = {
      i: usable ? () => actions.include(field, text) : undefined,
      x: usable ? () => actions.exclude(field, text) : undefined,
      c: copy,
    }[event.key]
    if (action === undefined) return
    event.preventDefault()
    event.stopPropagation()
    action()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside.
    <div className={styles.row} onKeyDown={onKeyDown}>
      <span className={styles.name} title={seen(field)}>
        {seen(name)}
      </span>
      <span className={styles.value}>
        <LongText text={text} most={400} />
      </span>
      <span className={styles.actions}>
        {usable && (
          <>
            <button
              type="button"
              title="Include this value (i)"
              aria-label={`Include ${name}`}
              onClick={() => actions.include(field, text)}
            >
              <Plus size={13} />
            </button>
            <button
              type="button"
              title="Exclude this value (x)"
              aria-label={`Exclude ${name}`}
              onClick={() => actions.exclude(field, text)}
            >
              <Minus size={13} />
            </button>
          </>
        )}
        {columns !== undefined && (
          <>
            <button
              type="button"
              title={columns.shown.includes(field) ? 'Remove the column' : 'Show as a column'}
              aria-label={`Column ${name}`}
              aria-pressed={columns.shown.includes(field)}
              onClick={() => columns.toggle(field)}
            >
              <Columns3 size={13} />
            </button>
            <button
              type="button"
              title="Only this column"
              aria-label={`Only column ${name}`}
              onClick={() => columns.alone(field)}
            >
              <RectangleHorizontal size={13} />
            </button>
          </>
        )}
        <button type="button" title="Copy the value (c)" aria-label={`Copy ${name}`} onClick={copy}>
          {copied ? <Check size={13} /> : <Copy size={13} />}
        </button>
      </span>
    </div>
  )
})
