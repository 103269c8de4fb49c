import type { EventPages } from '../../api/pages.ts'
import type { TallyEvent } from '../../api/types.ts'
import { Card } from '../../ui/card.tsx'
import { More } from '../../ui/more.tsx'
import { plural } from '../../ui/numbers.ts'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import styles from './activity.module.css'
import { FILTERS } from './filter.ts'
import { Row } from './row.tsx'
import type { Activity } from './use-activity.ts'
import { useSteps } from './use-steps.ts'

const FIRST = `curl -s ${location.origin}/api/logs -H "Authorization: Bearer $TALLYSTICK_KEY" -H 'content-type: application/json' -d '{"event_type": "CREATE", "entity_type": "order", "entity_id": "55", "user_id": "ada", "description": "Created order 55"}'`

/** What happened, newest first, each to be unfolded. */
export function List({
  activity,
  list,
  events,
}: {
  readonly activity: Activity
  readonly list: EventPages
  readonly events: readonly TallyEvent[]
}) {
  const steps = useSteps()
  const narrowed = FILTERS.some(name => activity.filter[name] !== undefined)
  return (
    <Card title="Entries" note="newest first" flush>
      {list.error !== null ? (
        <ErrorState error={list.error} onRetry={list.retry} />
      ) : list.pending ? (
        <Loading what="Loading activity" />
      ) : events.length === 0 ? (
        narrowed ? (
          <Empty title="Nothing in this range is like that">Lift a filter, or choose a longer range.</Empty>
        ) : (
          <Empty title="No activity in this range" command={FIRST}>
            An entry says who did what to which entity; it is sealed, and nobody can change it.
          </Empty>
        )
      ) : (
        <>
          <ul className={styles.rows} ref={steps} aria-label="Entries">
            {events.map(event => (
              <Row key={event.id} event={event} activity={activity} />
            ))}
          </ul>
          <More
            shown={plural(events.length, 'entry', 'entries')}
            onMore={list.more}
            loading={list.loadingMore}
            what="Show earlier"
          />
        </>
      )}
    </Card>
  )
}
