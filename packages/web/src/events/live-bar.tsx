import { ArrowUp, Radio, TriangleAlert } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { count, plural } from '../ui/numbers.ts'
import styles from './live-bar.module.css'
import { hasLost, RING_SIZE } from './ring.ts'
import type { useTail } from './use-tail.ts'

/** What the tail does: follows, waits, or lost something. Changes of kind are read out; numbers are not. */
export function LiveBar({
  tail,
  paused,
  onResume,
}: {
  readonly tail: ReturnType<typeof useTail>
  readonly paused: boolean
  readonly onResume: () => void
}) {
  const { status, ring, waiting, missed, beyond } = tail
  return (
    <div className={styles.bar} data-kind={status.kind} data-paused={paused}>
      <Radio size={14} aria-hidden="true" className={styles.icon} />
      <span role="status">
        {status.kind === 'connecting' && 'Connecting …'}
        {status.kind === 'open' && (paused ? 'Live, paused while you read' : 'Live')}
        {status.kind === 'lost' &&
          `Connection lost; trying again in ${Math.round(status.retryMs / 1_000)} s. What happens meanwhile is fetched then.`}
        {status.kind === 'ended' && `The tail has ended: ${status.message}`}
        {status.kind === 'refused' && `The tail refuses this query: ${status.message}`}
      </span>
      {status.kind === 'open' && !paused && (
        <span className={styles.note}>
          {ring.received === 0 ? 'waiting for events' : `${plural(ring.received, 'event')} since it began`}
          {hasLost(ring) && `; the newest ${count(RING_SIZE)} are shown`}
        </span>
      )}
      {waiting.received > 0 && paused && (
        <Button small look="primary" onClick={onResume} className={styles.resume}>
          <ArrowUp size={12} aria-hidden="true" /> {count(waiting.received)} new
        </Button>
      )}
      {(missed > 0 || beyond) && (
        <span className={styles.missed}>
          <TriangleAlert size={13} aria-hidden="true" />
          {missed > 0
            ? `Fell behind: ${plural(missed, 'event')} not shown. They are recorded; search finds them.`
            : 'More happened while the connection was lost than is shown. Search finds it.'}
          <Button small look="quiet" onClick={tail.acknowledge}>
            Dismiss
          </Button>
        </span>
      )}
    </div>
  )
}
