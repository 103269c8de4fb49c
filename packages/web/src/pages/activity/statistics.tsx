import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useAggregate } from '../../api/figures.ts'
import type { AggregateAnswer } from '../../api/types.ts'
import { BarList } from '../../chart/bars.tsx'
import { itemAt, namedOf } from '../../query/named.ts'
import { numberOf } from '../../query/rows.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card, Stat, Stats } from '../../ui/card.tsx'
import { count } from '../../ui/numbers.ts'
import { Shown } from '../../ui/shown.tsx'
import { clip } from '../../ui/text.ts'
import styles from './activity.module.css'
import type { Activity } from './use-activity.ts'

const MOST = 8
/** How often totals are counted anew while live. */
const LIVE_MS = 5_000

/** How much there is of what is filtered: ever, of the last day, of the range, and of what kinds. */
export function Statistics({ activity }: { readonly activity: Activity }) {
  const { query, live, go } = activity
  const { params } = useRange()
  const ever = useCount(query, undefined, live)
  const day = useCount(query, '1d', live)
  const range = useAggregate(`${query} | count(), uniq(user_id), uniq(entity_id)`, params)
  const [inRange, users, entities] = range.data?.rows[0] ?? []
  const shown = (value: unknown) => (value === undefined ? '–' : count(numberOf(value as number)))
  const types = useAggregate(`${query} | count() by name | limit 100`, params)
  const kinds = useAggregate(`${query} | count() by entity_type | limit 100`, params)
  return (
    <>
      <Stats>
        <Stat label="Total" value={shown(ever.data)} note="of all time" />
        <Stat label="Last 24 hours" value={shown(day.data)} />
        <Stat label="In this range" value={shown(inRange)} />
        <Stat label="Users" value={shown(users)} note="in this range" />
        <Stat label="Entities" value={shown(entities)} note="in this range" />
      </Stats>
      <div className={styles.halves}>
        <Card title="By event type" note="in this range; click to filter">
          <Shown query={types}>
            {data => <Kinds label="Activity by event type" data={data} onPick={type => go({ type })} />}
          </Shown>
        </Card>
        <Card title="By entity type" note="in this range; click to filter">
          <Shown query={kinds}>
            {data => (
              <Kinds
                label="Activity by entity type"
                data={data}
                onPick={entity_type => go({ entity_type })}
              />
            )}
          </Shown>
        </Card>
      </div>
    </>
  )
}

function useCount(query: string, last: string | undefined, live: boolean) {
  return useQuery({
    queryKey: ['activity', 'count', query, last],
    queryFn: async ({ signal }) => {
      const answer = await api.get<AggregateAnswer>(
        '/api/v1/aggregate',
        { q: `${query} | count()`, last },
        signal,
      )
      return numberOf(answer.rows[0]?.[0])
    },
    placeholderData: before => before,
    refetchInterval: live && LIVE_MS,
  })
}

export function Kinds({
  label,
  data,
  onPick,
}: {
  readonly label: string
  readonly data: AggregateAnswer
  readonly onPick: (name: string) => void
}) {
  const all = namedOf(data)
  if (all.length === 0) return <p className={styles.faint}>Nothing in this range.</p>
  const bars = all.slice(0, MOST)
  const rest = all.length - bars.length
  return (
    <>
      <BarList
        label={label}
        bars={bars.map(({ name, value }) => ({ name: clip(name), value }))}
        onPick={bar => {
          const found = itemAt(bars, bar.name)
          if (found !== undefined) onPick(found)
        }}
      />
      {rest > 0 && (
        <p className={styles.faint}>
          and {rest}
          {data.truncated ? ' or more' : ''} other kinds; choose them above
        </p>
      )}
    </>
  )
}
