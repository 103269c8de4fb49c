import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { TallyEvent } from '../../api/types.ts'
import { term } from '../../query/terms.ts'
import { LevelBadge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { duration, plural } from '../../ui/numbers.ts'
import { clip } from '../../ui/text.ts'
import { instantOf } from './spans.ts'
import styles from './trace.module.css'

const FIRST = 100

/** Events by time, each with its offset from `from` (epoch ms) and a way to Explore. */
export function EventList({
  events,
  from,
  trace,
}: {
  readonly events: readonly TallyEvent[]
  readonly from: number
  readonly trace: string
}) {
  const [shown, setShown] = useState(FIRST)
  return (
    <>
      <ol className={styles.events}>
        {events.slice(0, shown).map(event => (
          <li key={event.id}>
            <Link
              to="/explore"
              search={{ q: term('trace_id', trace), open: event.id }}
              className={styles.event}
            >
              <span className={styles.offset}>{offsetText(instantOf(event.time) - from)}</span>
              <LevelBadge level={event.level} />
              <span className={styles.message}>{clip(event.message ?? event.name ?? event.stream, 240)}</span>
            </Link>
          </li>
        ))}
      </ol>
      {events.length > shown && (
        <p className={styles.more}>
          <Button small onClick={() => setShown(shown + 500)}>
            Show more of {plural(events.length, 'event')}
          </Button>
        </p>
      )}
    </>
  )
}

/** `+12 ms`, `−3 ms` */
export function offsetText(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`
}
