import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import type { TallyEvent } from '../api/types.ts'
import { term } from '../query/terms.ts'
import { useTimes } from '../time/format.ts'
import { LevelBadge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { SelectField } from '../ui/field.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { clip } from '../ui/text.ts'
import styles from './context-tab.module.css'

type ContextAnswer = {
  readonly before: readonly TallyEvent[]
  readonly event: TallyEvent
  readonly after: readonly TallyEvent[]
}

const STEP = 10
/** As many as the API gives on one side. */
const MOST = 1_000
/** Of what the events around it may be required to share with it. */
const SHARED = ['service', 'session_id', 'user_id', 'request_id', 'trace_id', 'ip', 'stream'] as const
type Shared = 'all' | (typeof SHARED)[number]

/** What happened just before and after, of everything or of the same service, session, user … */
export function ContextTab({
  event,
  onOpen,
}: {
  readonly event: TallyEvent
  readonly onOpen: ((event: TallyEvent) => void) | undefined
}) {
  const navigate = useNavigate()
  const times = useTimes()
  const [before, setBefore] = useState(STEP)
  const [after, setAfter] = useState(STEP)
  const [shared, setShared] = useState<Shared>('all')
  const value = shared === 'all' ? undefined : event[shared]
  const q = value === undefined ? undefined : term(shared, value)
  const answer = useQuery({
    queryKey: ['context', event.id, q, before, after],
    queryFn: ({ signal }) =>
      api.get<ContextAnswer>(
        `/api/v1/events/${encodeURIComponent(event.id)}/context`,
        { q, before, after },
        signal,
      ),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  // The event itself is what one looks from.
  const here = useRef<HTMLLIElement>(null)
  const loaded = answer.data !== undefined
  useEffect(() => {
    if (loaded) here.current?.scrollIntoView({ block: 'center' })
  }, [loaded])
  const open =
    onOpen ?? (({ id }: TallyEvent) => void navigate({ to: '/explore', search: { open: id } as never }))
  const row = (other: TallyEvent) => (
    <li key={other.id}>
      <button type="button" className={styles.row} onClick={() => open(other)}>
        <ContextRow event={other} time={times.row(other.time)} />
      </button>
    </li>
  )
  return (
    <div className={styles.tab}>
      <SelectField<Shared>
        label="Events around it"
        hideLabel
        value={shared}
        onChange={setShared}
        options={[
          ['all', 'Everything around it'],
          ...SHARED.filter(name => event[name] !== undefined).map(
            name => [name, `Of the same ${name}: ${clip(event[name] ?? '', 40)}`] as const,
          ),
        ]}
      />
      {answer.error !== null && <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data === undefined ? (
        answer.error === null && <Loading />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section className={styles.scroller} aria-label="Events before and after" tabIndex={0}>
          <ul>
            <li className={styles.more}>
              {answer.data.before.length >= before && before < MOST ? (
                <Button small look="quiet" onClick={() => setBefore(Math.min(before * 3, MOST))}>
                  Load more before
                </Button>
              ) : (
                'Nothing before'
              )}
            </li>
            {[...answer.data.before].sort(byTime).map(row)}
            <li ref={here} className={styles.row} aria-current="true">
              <ContextRow event={event} time={times.row(event.time)} />
            </li>
            {[...answer.data.after].sort(byTime).map(row)}
            <li className={styles.more}>
              {answer.data.after.length >= after && after < MOST ? (
                <Button small look="quiet" onClick={() => setAfter(Math.min(after * 3, MOST))}>
                  Load more after
                </Button>
              ) : (
                'Nothing after'
              )}
            </li>
          </ul>
        </section>
      )}
    </div>
  )
}

function byTime(a: TallyEvent, b: TallyEvent): number {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : a.seq - b.seq
}

function ContextRow({ event, time }: { readonly event: TallyEvent; readonly time: string }) {
  return (
    <>
      <span className={styles.line}>
        <time dateTime={event.time}>{time}</time>
        <LevelBadge level={clip(event.level, 40)} />
        <span className={styles.service}>{clip(event.service ?? event.stream, 60)}</span>
      </span>
      <span className={styles.message}>{clip(event.message ?? event.name ?? '', 300)}</span>
    </>
  )
}
