import { Link } from '@tanstack/react-router'
import { BadgeCheck, ScrollText, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '../../api/session.tsx'
import type { TallyEvent } from '../../api/types.ts'
import { EventDetail } from '../../events/event-detail.tsx'
import { LongText } from '../../events/long-text.tsx'
import { useTimes } from '../../time/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { clip, textOf } from '../../ui/text.ts'
import styles from './activity.module.css'
import { ChangeTable } from './change-table.tsx'
import { changesOf } from './changes.ts'
import { EntityLink, UserLink } from './links.tsx'

/** Attributes that are shown beside the changes; all are in the whole record. */
const MOST = 20
/** What the changes say already. */
const CHANGES = /^(?:changes|(?:old|new)(?:_values)?|before|after|metadata|(?:old|new)_.+)$/

/** All of one entry: what changed, where it came from, and the ways on. */
export function Entry({ event }: { readonly event: TallyEvent }) {
  const times = useTimes()
  const mayVerify = useMay('verify')
  const [whole, setWhole] = useState(false)
  const changes = changesOf(event.attributes)
  const others = othersOf(event, changes.length > 0)
  return (
    <div className={styles.entry}>
      {event.message !== undefined && (
        <p className={styles.message}>
          <LongText text={event.message} most={1_000} />
        </p>
      )}
      {changes.length > 0 && <ChangeTable changes={changes} />}
      <div className={styles.twoFacts}>
        <Facts>
          <Fact name="Time">
            {times.full(event.time)} <span className={styles.faint}>{times.ago(event.time)}</span>
          </Fact>
          <Fact name="Type">{clip(event.name ?? '', 120)}</Fact>
          <Fact name="Entity">
            {(event.entity_type ?? event.entity_id) !== undefined && <EntityLink event={event} />}
          </Fact>
          <Fact name="User">{event.user_id !== undefined && <UserLink id={event.user_id} />}</Fact>
          <Fact name="Address">{clip(event.ip ?? '', 80)}</Fact>
          <Fact name="User agent">{clip(event.user_agent ?? '', 300)}</Fact>
          <Fact name="Session">{clip(event.session_id ?? '', 120)}</Fact>
          <Fact name="Service">{clip(event.service ?? '', 80)}</Fact>
        </Facts>
        {others.length > 0 && (
          <Facts>
            {others.slice(0, MOST).map(([name, value]) => (
              <Fact key={name} name={clip(name, 60)}>
                <code>{clip(textOf(value), 300)}</code>
              </Fact>
            ))}
            {others.length > MOST && <Fact name="…">{others.length - MOST} more in the whole record</Fact>}
          </Facts>
        )}
      </div>
      <div className={styles.ways}>
        <Button small onClick={() => setWhole(true)}>
          <ScrollText size={13} aria-hidden="true" /> Whole record
        </Button>
        {event.trace_id !== undefined && (
          <LinkButton small to="/traces" search={{ trace: event.trace_id }}>
            <Waypoints size={13} aria-hidden="true" /> Trace
          </LinkButton>
        )}
        {mayVerify && (
          <LinkButton small to="/evidence" search={{ id: event.id }}>
            <BadgeCheck size={13} aria-hidden="true" /> Proof
          </LinkButton>
        )}
        <Link
          to="."
          search={(before: object) => ({ ...before, open: event.id })}
          className={styles.permalink}
        >
          Link to this entry
        </Link>
      </div>
      {whole && (
        <Dialog title="Record" side onClose={() => setWhole(false)}>
          <EventDetail event={event} />
        </Dialog>
      )}
    </div>
  )
}

function othersOf({ attributes = {} }: TallyEvent, changed: boolean): [string, unknown][] {
  const metadata =
    typeof attributes.metadata === 'object' &&
    attributes.metadata !== null &&
    !Array.isArray(attributes.metadata)
      ? Object.entries(attributes.metadata as Record<string, unknown>)
      : []
  return [
    ...Object.entries(attributes).filter(([name]) => name !== 'metadata' || metadata.length === 0),
    ...metadata,
  ]
    .filter(([name]) => !changed || !CHANGES.test(name))
    .filter(([name], i, all) => all.findIndex(([other]) => other === name) === i)
}
