import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import type { SearchAnswer } from '../../api/types.ts'
import { useTimes } from '../../time/format.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import styles from './overview.module.css'

const QUERY = 'level:CRITICAL'
const MOST = 4

/** The latest critical events; each opens where it happened. */
export function CriticalEvents() {
  const { params } = useRange()
  const times = useTimes()
  const answer = useQuery({
    queryKey: ['critical events', params],
    queryFn: ({ signal }) =>
      api.get<SearchAnswer>('/api/v1/search', { q: QUERY, limit: MOST, ...params }, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })
  const events = answer.data?.events ?? []
  return (
    <Card title="Latest critical events">
      {answer.error !== null && <ErrorState error={answer.error} />}
      {answer.isPending && answer.error === null && <Loading what="Looking for critical events" />}
      {answer.data !== undefined && events.length === 0 && (
        <p className={styles.none}>Nothing critical happened in this range.</p>
      )}
      <ul className={styles.critical}>
        {events.map(event => (
          <li key={event.id}>
            <Link to="/explore" search={before => ({ ...before, q: QUERY, open: event.id })}>
              <span className={styles.what}>
                {clip(event.message ?? event.name ?? 'without a message', 160)}
              </span>
              <span className={styles.where}>
                {clip(event.service ?? 'no service', 40)} ·{' '}
                <time dateTime={event.time} title={times.full(event.time)}>
                  {times.ago(event.time)}
                </time>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
