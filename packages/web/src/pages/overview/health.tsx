import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react'
import { newest } from '../../api/lag.ts'
import type { IndexLag } from '../../api/types.ts'
import { duration } from '../../ui/numbers.ts'
import type { Overview } from './data.ts'
import styles from './overview.module.css'

const ICONS = { critical: OctagonAlert, warning: TriangleAlert } as const
const WORDS = { critical: 'Broken', warning: 'Warning' } as const

/** What is broken or behind, the most important first; one line when nothing is. Changes are read out. */
export function Health({
  overview,
  lag,
}: {
  readonly overview: Overview
  readonly lag: IndexLag | undefined
}) {
  const { problems } = overview
  return (
    <section className={styles.health} aria-label="Problems" aria-live="polite">
      {problems.length === 0 ? (
        <p className={styles.well}>
          <CircleCheck size={17} aria-hidden="true" />
          <strong>All is well</strong>
          <span>
            {lag === undefined ? 'Nothing is broken, and nothing is behind.' : 'Nothing is broken.'}
          </span>
        </p>
      ) : (
        <ul className={styles.problems}>
          {problems.map(({ severity, text, hint }) => {
            const Icon = ICONS[severity]
            return (
              <li key={text} data-severity={severity}>
                <Icon size={17} aria-hidden="true" />
                <div>
                  <p>
                    <strong>{WORDS[severity]}</strong> {text}
                  </p>
                  <p className={styles.hint}>{hint}</p>
                </div>
              </li>
            )
          })}
        </ul>
      )}
      {lag !== undefined && (
        <p className={styles.lag}>
          The {newest(lag)} not searchable yet, for {duration(lag.seconds * 1_000)}: figures below lack{' '}
          {lag.events === 1 ? 'it' : 'them'}.
        </p>
      )}
    </section>
  )
}
