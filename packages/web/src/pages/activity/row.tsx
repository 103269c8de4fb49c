import { ChevronRight } from 'lucide-react'
import type { TallyEvent } from '../../api/types.ts'
import { useAddress } from '../../app/use-address.ts'
import { When } from '../../time/when.tsx'
import { clip, textOf } from '../../ui/text.ts'
import styles from './activity.module.css'
import { type Change, changesOf } from './changes.ts'
import { DeedBadge } from './deed-badge.tsx'
import { Entry } from './entry.tsx'
import { EntityLink, UserLink } from './links.tsx'
import type { Activity } from './use-activity.ts'

/** One entry of the list, in one line; unfolded, all of it. */
export function Row({
  event,
  activity: { live, go },
}: {
  readonly event: TallyEvent
  readonly activity: Activity
}) {
  const { params } = useAddress()
  const open = params.open === event.id
  const toggle = () => go({ open: open ? undefined : event.id })
  const changes = changesOf(event.attributes)
  return (
    <li className={styles.row} data-open={open} data-live={live}>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          data-toggle=""
          onClick={toggle}
          aria-label={`Details: ${clip(event.message ?? event.name ?? event.id, 120)}`}
        >
          <ChevronRight size={14} aria-hidden="true" />
        </button>
        <span className={styles.time}>
          <When time={event.time} />
        </span>
        <span className={styles.deed}>
          <DeedBadge event={event} />
        </span>
        <span className={styles.entity}>
          <EntityLink event={event} />
        </span>
        <span className={styles.user}>
          <UserLink id={event.user_id} />
        </span>
        {/* A larger target for the mouse; the button before is for everyone. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button before does the same by keyboard. */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the same. */}
        <span className={styles.text} onClick={toggle}>
          {clip(event.message ?? '', 200)}
          {changes.length > 0 && <span className={styles.glimpse}>{glimpse(changes)}</span>}
        </span>
      </div>
      {open && (
        <div className={styles.inside}>
          <Entry event={event} />
        </div>
      )}
    </li>
  )
}

/** The first change in a few words. */
function glimpse(changes: readonly Change[]): string {
  const [{ field, kind, old, new: now }, ...more] = changes as [Change, ...Change[]]
  const value = (side: unknown) => clip(textOf(side), 30)
  const first =
    kind === 'added'
      ? `${clip(field, 40)} added: ${value(now)}`
      : kind === 'removed'
        ? `${clip(field, 40)} removed, was ${value(old)}`
        : `${clip(field, 40)}: ${value(old)} → ${value(now)}`
  return more.length === 0 ? first : `${first}, ${more.length} more`
}
