import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useAggregate } from '../../api/figures.ts'
import type { SearchAnswer } from '../../api/types.ts'
import { numberOf } from '../../query/rows.ts'
import { useTimes } from '../../time/format.ts'
import { Card, Stat, Stats } from '../../ui/card.tsx'
import { count } from '../../ui/numbers.ts'
import { Shown } from '../../ui/shown.tsx'
import { clip } from '../../ui/text.ts'
import styles from './activity.module.css'
import type { Subject } from './filter.ts'
import { Kinds } from './statistics.tsx'
import type { Activity } from './use-activity.ts'

/** The first and the last entry, by whom or on what, and how often. */
export function SubjectSummary({
  activity,
  subject,
}: {
  readonly activity: Activity
  readonly subject: Subject
}) {
  const { query, between, go } = activity
  const range = { from: '', to: '', ...between }
  const totals = useAggregate(`${query} | count(), uniq(user_id), uniq(entity_id)`, range)
  const types = useAggregate(`${query} | count() by name | limit 100`, range)
  const others = useAggregate(
    `${query} | count() by ${subject.kind === 'entity' ? 'user_id' : 'entity_type'} | limit 100`,
    range,
  )
  const [entries, users, entities] = (totals.data?.rows[0] ?? []).map(numberOf)
  return (
    <div className={styles.summary}>
      <Stats>
        <Stat label="Entries" value={entries === undefined ? '–' : count(entries)} />
        <End label="First" activity={activity} order="asc" byWhom={subject.kind === 'entity'} />
        <End label="Last" activity={activity} order="desc" byWhom={subject.kind === 'entity'} />
        {subject.kind === 'entity' ? (
          <Stat label="People" value={users === undefined ? '–' : count(users)} note="who did something" />
        ) : (
          <Stat label="Entities" value={entities === undefined ? '–' : count(entities)} note="touched" />
        )}
      </Stats>
      <div className={styles.halves}>
        <Card title="What was done" note="click to filter">
          <Shown query={types}>
            {data => <Kinds label="Entries by type" data={data} onPick={type => go({ type })} />}
          </Shown>
        </Card>
        <Card title={subject.kind === 'entity' ? 'By whom' : 'To what'} note="click to filter">
          <Shown query={others}>
            {data =>
              subject.kind === 'entity' ? (
                <Kinds label="Entries by user" data={data} onPick={user => go({ user })} />
              ) : (
                <Kinds
                  label="Entries by entity type"
                  data={data}
                  onPick={entity_type => go({ entity_type })}
                />
              )
            }
          </Shown>
        </Card>
      </div>
    </div>
  )
}

function End({
  label,
  activity: { query, between },
  order,
  byWhom,
}: {
  readonly label: string
  readonly activity: Activity
  readonly order: 'asc' | 'desc'
  readonly byWhom: boolean
}) {
  const answer = useQuery({
    queryKey: ['activity', 'end', query, between, order],
    queryFn: ({ signal }) =>
      api.get<SearchAnswer>('/api/v1/search', { q: query, ...between, order, limit: 1 }, signal),
    placeholderData: before => before,
  })
  const times = useTimes()
  const event = answer.data?.events[0]
  return (
    <Stat
      label={label}
      value={
        <span className={styles.when}>
          {event === undefined ? (
            '–'
          ) : (
            // With its year: all time may be long.
            <time dateTime={event.time} title={times.ago(event.time)}>
              {times.full(event.time).slice(0, 19)}
            </time>
          )}
        </span>
      }
      note={
        event === undefined
          ? undefined
          : clip(
              [event.name, byWhom && event.user_id !== undefined ? `by ${event.user_id}` : undefined]
                .filter(part => part !== undefined)
                .join(' '),
              80,
            )
      }
    />
  )
}
