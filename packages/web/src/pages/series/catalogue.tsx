import { useState } from 'react'
import { useTimes } from '../../time/format.ts'
import { TextField } from '../../ui/field.tsx'
import { short } from '../../ui/numbers.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import type { CatalogueEntry } from './data.ts'
import { expressionOf, seriesIn } from './expression.ts'
import { FirstPoint } from './first-point.tsx'
import styles from './series.module.css'

/** Rows of each kind that are drawn; the rest is reached by searching. */
const MOST = 200

/** What there is to ask for: metrics that were sent, and series that are computed from events. */
export function Catalogue({
  entries,
  error,
  loading,
  expression,
  onPick,
}: {
  readonly entries: readonly CatalogueEntry[]
  readonly error: unknown
  readonly loading: boolean
  readonly expression: string
  readonly onPick: (expression: string) => void
}) {
  const [wanted, setWanted] = useState('')
  const shown = seriesIn(expression)
  const found = entries.filter(entry =>
    `${entry.name} ${entry.kind === 'derived' ? entry.description : entry.tags.join(' ')}`
      .toLowerCase()
      .includes(wanted.trim().toLowerCase()),
  )
  const list = (kind: CatalogueEntry['kind'], title: string) => {
    // Of what could not be read nobody knows that there is none.
    if (error !== null && entries.length === 0) return
    const all = found.filter(entry => entry.kind === kind)
    return (
      <section aria-label={title}>
        <h2 className={styles.kind}>
          {title} <span>{all.length}</span>
        </h2>
        <ul>
          {all.slice(0, MOST).map(entry => (
            <li key={entry.name}>
              <button
                type="button"
                className={styles.entry}
                aria-current={shown.some(({ kind, name }) => kind === entry.kind && name === entry.name)}
                onClick={() => onPick(expressionOf(entry))}
              >
                <span className={styles.entryName}>{clip(entry.name, 120)}</span>
                <About entry={entry} />
              </button>
            </li>
          ))}
        </ul>
        {all.length > MOST && <p className={styles.more}>{all.length - MOST} more: search for them.</p>}
        {all.length === 0 && wanted !== '' && <p className={styles.more}>None of that name.</p>}
        {all.length === 0 && wanted === '' && kind === 'metric' && !loading && error === null && (
          <FirstPoint />
        )}
      </section>
    )
  }
  return (
    <aside className={styles.catalogue} aria-label="Catalogue of series">
      <TextField
        label="Search the catalogue"
        hideLabel
        type="search"
        placeholder="Search series"
        value={wanted}
        onChange={event => setWanted(event.target.value)}
      />
      {loading && <Loading what="Reading the catalogue" />}
      {error !== null && <ErrorState error={error} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.entries} tabIndex={0} aria-label="Series">
        {list('metric', 'Metrics')}
        {list('derived', 'Derived from events')}
      </section>
    </aside>
  )
}

function About({ entry }: { readonly entry: CatalogueEntry }) {
  const times = useTimes()
  if (entry.kind === 'derived') return <span className={styles.about}>{entry.description}</span>
  const facts = [
    entry.units.join(', '),
    entry.types.join(', '),
    `${short(entry.points)} points`,
    times.ago(entry.last_seen),
  ]
  return <span className={styles.about}>{clip(facts.filter(fact => fact !== '').join(' · '), 120)}</span>
}
