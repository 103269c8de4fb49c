import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Link2, Waypoints } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { api } from '../api/client.ts'
import { useMay } from '../api/session.tsx'
import type { TallyEvent } from '../api/types.ts'
import { useTimes } from '../time/format.ts'
import { LevelBadge } from '../ui/badge.tsx'
import { CopyButton } from '../ui/copy.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { clip } from '../ui/text.ts'
import { useExploreActions, type ValueActions } from './actions.ts'
import { ContextTab } from './context-tab.tsx'
import styles from './event-detail.module.css'
import { FieldsTab } from './fields-tab.tsx'
import { fieldsOf } from './flatten.ts'
import { LongText } from './long-text.tsx'
import { ProofTab } from './proof-tab.tsx'
import { RawTab } from './raw-tab.tsx'

const TABS = ['Fields', 'Raw', 'Context', 'Proof'] as const
type Tab = (typeof TABS)[number]

/**
 * Everything about one event: its values, each to be looked for; its JSON; what happened around it; its trace; its proof. Give the event where it is
 * known, else its id.
 */
export function EventDetail({
  event,
  id,
  actions,
  onOpen,
}: {
  readonly event?: TallyEvent | undefined
  readonly id?: string | undefined
  /** Default: values are looked for in Explore. */
  readonly actions?: ValueActions
  /** Shows another event, of the context; without it, it is opened in Explore. */
  readonly onOpen?: (event: TallyEvent) => void
}) {
  const wanted = event?.id ?? id
  const asked = useQuery({
    queryKey: ['event', wanted],
    queryFn: ({ signal }) =>
      api.get<TallyEvent>(`/api/v1/events/${encodeURIComponent(wanted ?? '')}`, {}, signal),
    enabled: event === undefined && wanted !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const shown = event ?? asked.data
  if (shown !== undefined) return <Detail key={shown.id} event={shown} actions={actions} onOpen={onOpen} />
  if (asked.error !== null) return <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
  return <Loading what="Loading the event" />
}

/** The tab stays while one event after the other is looked at. */
let lastTab: Tab = 'Fields'

function Detail({
  event,
  actions,
  onOpen,
}: {
  readonly event: TallyEvent
  readonly actions: ValueActions | undefined
  readonly onOpen: ((event: TallyEvent) => void) | undefined
}) {
  const id = useId()
  const times = useTimes()
  const payload = useMay('payload')
  const elsewhere = useExploreActions()
  const [tab, setTab] = useState(lastTab)
  const rows = useMemo(() => fieldsOf(event), [event])
  const choose = (next: Tab) => {
    lastTab = next
    setTab(next)
  }
  return (
    <div className={styles.detail}>
      <header className={styles.head}>
        <div className={styles.line}>
          <LevelBadge level={clip(event.level, 40)} />
          <time dateTime={event.time} title={`${event.time} · received ${event.received ?? 'unknown'}`}>
            {times.full(event.time)}
          </time>
          <span className={styles.ago}>{times.ago(event.time)}</span>
        </div>
        <div className={styles.line}>
          {[event.stream, event.service, event.name].map(
            (part, i) =>
              part !== undefined && (
                // biome-ignore lint/suspicious/noArrayIndexKey: three places, always in this order.
                <span key={i} className={styles.part}>
                  {clip(part, 60)}
                </span>
              ),
          )}
        </div>
        {event.message !== undefined && (
          <p className={styles.message}>
            <LongText text={event.message} most={600} />
          </p>
        )}
        {!payload && (
          <p className={styles.hidden}>
            Message and attributes are payload: your role sees the envelope of an event only.
          </p>
        )}
        <div className={styles.links}>
          {event.trace_id !== undefined && (
            <Link to="/traces" search={{ trace: event.trace_id, ...around(event.time) } as never}>
              <Waypoints size={13} aria-hidden="true" /> Trace
            </Link>
          )}
          <Link to="/explore" search={{ open: event.id, ...around(event.time) } as never}>
            <Link2 size={13} aria-hidden="true" /> Link to it
          </Link>
          <span className={styles.copy}>
            <CopyButton text={new URL(`/explore?open=${event.id}`, location.href).href} label="Copy link" />
          </span>
        </div>
      </header>
      <div className={styles.tabs} role="tablist" aria-label="Views of the event">
        {TABS.map((name, i) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-controls={`${id}-panel`}
            aria-selected={tab === name}
            tabIndex={tab === name ? 0 : -1}
            className={styles.tab}
            onClick={() => choose(name)}
            onKeyDown={key => {
              const step = key.key === 'ArrowRight' ? 1 : key.key === 'ArrowLeft' ? -1 : 0
              if (step === 0) return
              key.preventDefault()
              const next = TABS[(i + step + TABS.length) % TABS.length]!
              choose(next)
              document.getElementById(`${id}-${next}`)?.focus()
            }}
          >
            {name}
            {name === 'Fields' && <small>{rows.length}</small>}
          </button>
        ))}
      </div>
      <div className={styles.panel} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        {tab === 'Fields' && <FieldsTab rows={rows} actions={actions ?? elsewhere} />}
        {tab === 'Raw' && <RawTab event={event} />}
        {tab === 'Context' && <ContextTab event={event} onOpen={onOpen} />}
        {tab === 'Proof' && <ProofTab event={event} />}
      </div>
    </div>
  )
}

const AROUND_MS = 15 * 60_000

/** A range of time with the event in its middle; none when its time is none. */
function around(time: string): { readonly from?: string; readonly to?: string } {
  const at = Date.parse(time)
  if (Number.isNaN(at)) return {}
  return { from: new Date(at - AROUND_MS).toISOString(), to: new Date(at + AROUND_MS).toISOString() }
}
