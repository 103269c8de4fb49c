import { STREAMS } from '@tallystick/core'
import styles from './stream-tabs.module.css'

/** Which kind of record is looked at. */
export function StreamTabs({
  stream,
  counts,
  onChange,
}: {
  readonly stream: string | undefined
  /** Events of each in what the query finds; absent while that is not known. */
  readonly counts: ReadonlyMap<string, string> | undefined
  readonly onChange: (stream: string | undefined) => void
}) {
  const tab = (value: string | undefined, text: string) => (
    <li key={text}>
      <button
        type="button"
        className={styles.tab}
        aria-pressed={stream === value}
        onClick={() => onChange(value)}
      >
        {text}
        {value !== undefined && counts?.has(value) && <small>{counts.get(value)}</small>}
      </button>
    </li>
  )
  return (
    <ul className={styles.tabs} aria-label="Stream">
      {tab(undefined, 'All but audit')}
      {STREAMS.map(name => tab(name, name[0]!.toUpperCase() + name.slice(1)))}
    </ul>
  )
}
