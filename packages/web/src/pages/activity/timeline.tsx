import { ChevronRight } from 'lucide-react'
import { useCallback } from 'react'
import type { EventPages } from '../../api/pages.ts'
import type { TallyEvent } from '../../api/types.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { useAddress } from '../../app/use-address.ts'
import { useTimes } from '../../time/format.ts'
import { When } from '../../time/when.tsx'
import { Card } from '../../ui/card.tsx'
import { More } from '../../ui/more.tsx'
import { plural } from '../../ui/numbers.ts'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import styles from './activity.module.css'
import { ChangeTable } from './change-table.tsx'
import { changesOf } from './changes.ts'
import { daysOf, deedOf } from './days.ts'
import { DeedBadge } from './deed-badge.tsx'
import { Entry } from './entry.tsx'
import type { Subject } from './filter.ts'
import { EntityLink, UserLink } from './links.tsx'
import type { Activity } from './use-activity.ts'
import { useSteps } from './use-steps.ts'

/** What happened to one entity, or what one user did, day by day. */
export function Timeline({
  activity,
  subject,
  list,
  events,
}: {
  readonly activity: Activity
  readonly subject: Subject
  readonly list: EventPages
  readonly events: readonly TallyEvent[]
}) {
  const times = useTimes()
  const steps = useSteps()
  const dayOf = useCallback((time: string) => times.full(time).slice(0, 10), [times])
  if (list.error !== null) return <ErrorState error={list.error} onRetry={list.retry} />
  if (list.pending) return <Loading what="Loading the timeline" />
  if (events.length === 0)
    return (
      <Empty title="Nothing is recorded of that">
        {activity.allTime
          ? 'Letters count as they are written. “Every stream” looks beyond activity.'
          : 'Nothing in this range. “All time” looks at everything that is recorded.'}
      </Empty>
    )
  return (
    <Card title="Timeline" note={activity.order === 'desc' ? 'newest first' : 'oldest first'} flush>
      <ol className={styles.timeline} ref={steps}>
        {daysOf(events, dayOf).map(({ day, events: ofDay }) => (
          <li key={`${day} ${ofDay[0]!.id}`}>
            <h3 className={styles.day}>{times.day(ofDay[0]!.time)}</h3>
            <ol>
              {ofDay.map(event => (
                <Moment key={event.id} event={event} activity={activity} subject={subject} />
              ))}
            </ol>
          </li>
        ))}
      </ol>
      <More
        shown={plural(events.length, 'entry', 'entries')}
        onMore={list.more}
        loading={list.loadingMore}
        what={activity.order === 'desc' ? 'Show earlier' : 'Show later'}
      />
    </Card>
  )
}

function Moment({
  event,
  activity: { go, everything },
  subject,
}: {
  readonly event: TallyEvent
  readonly activity: Activity
  readonly subject: Subject
}) {
  const times = useTimes()
  const { times: chosen } = usePreferences()
  const { params } = useAddress()
  const open = params.open === event.id
  const changes = changesOf(event.attributes)
  return (
    <li className={styles.moment} data-deed={deedOf(event)} data-open={open}>
      <div className={styles.momentHead}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          data-toggle=""
          aria-label={`Details: ${clip(event.message ?? event.name ?? event.id, 120)}`}
          onClick={() => go({ open: open ? undefined : event.id })}
        >
          <ChevronRight size={14} aria-hidden="true" />
        </button>
        <span className={styles.clock}>
          {chosen === 'relative' ? (
            <When time={event.time} />
          ) : (
            <time dateTime={event.time} title={`${times.full(event.time)} · ${times.ago(event.time)}`}>
              {times.full(event.time).slice(11, 19)}
            </time>
          )}
        </span>
        <DeedBadge event={event} />
        {everything && event.stream !== (event.name ?? event.stream) && (
          <span className={styles.faint}>{clip(event.stream, 20)}</span>
        )}
        <span className={styles.whom}>
          {subject.kind === 'entity' ? <UserLink id={event.user_id} /> : <EntityLink event={event} />}
        </span>
        <span className={styles.momentText}>{clip(event.message ?? '', 240)}</span>
      </div>
      {open ? (
        <div className={styles.inside}>
          <Entry event={event} />
        </div>
      ) : (
        changes.length > 0 && (
          <div className={styles.inside}>
            <ChangeTable changes={changes} />
          </div>
        )
      )}
    </li>
  )
}
