import { ArrowLeft } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Segmented } from '../../ui/field.tsx'
import { clip } from '../../ui/text.ts'
import styles from './activity.module.css'
import type { Subject } from './filter.ts'
import type { Activity } from './use-activity.ts'

/** What the timeline is about, and how much of it is told. */
export function SubjectHead({
  activity: { allTime, everything, order, go },
  subject,
}: {
  readonly activity: Activity
  readonly subject: Subject
}) {
  const back = { entity_type: undefined, entity_id: undefined, user: undefined }
  return (
    <div className={styles.head}>
      <Button small look="quiet" onClick={() => go({ ...back, streams: undefined, time: undefined })}>
        <ArrowLeft size={14} aria-hidden="true" /> All activity
      </Button>
      <h2>
        {subject.kind === 'entity' ? (
          <>
            Everything that happened to {clip(subject.type ?? 'entity', 60)} <b>{clip(subject.id, 120)}</b>
          </>
        ) : (
          <>
            Everything <b>{clip(subject.id, 120)}</b> did
          </>
        )}
      </h2>
      <CopyButton text={subject.id} label={subject.kind === 'entity' ? 'Copy entity' : 'Copy user'} />
      <div className={styles.choices}>
        <Segmented
          label="Records"
          options={[
            ['activity', 'Activity'],
            ['all', 'Every stream'],
          ]}
          value={everything ? 'all' : 'activity'}
          onChange={value => go({ streams: value === 'all' ? 'all' : undefined })}
        />
        <Segmented
          label="Time"
          options={[
            ['all', 'All time'],
            ['range', 'Range'],
          ]}
          value={allTime ? 'all' : 'range'}
          onChange={value => go({ time: value === 'range' ? 'range' : undefined })}
        />
        <Segmented
          label="Order"
          options={[
            ['desc', 'Newest first'],
            ['asc', 'Oldest first'],
          ]}
          value={order}
          onChange={value => go({ order: value === 'asc' ? 'asc' : undefined, live: undefined })}
        />
      </div>
    </div>
  )
}
