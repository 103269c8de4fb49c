import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { TallyEvent } from '../../api/types.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import type { ValueActions } from '../../events/actions.ts'
import { LiveBar } from '../../events/live-bar.tsx'
import { joined, lastSeq } from '../../events/ring.ts'
import { useTail } from '../../events/use-tail.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { printColumns } from './columns.ts'
import { DetailPanel } from './detail-panel.tsx'
import { EventList, type ListControls } from './event-list.tsx'
import styles from './explore.module.css'
import type { FacetActions } from './facets.tsx'
import { wordsOf } from './marked.ts'
import { Nothing } from './nothing.tsx'
import type { Explore } from './state.ts'
import type { useEvents } from './use-events.ts'

/** The events that were found and, while they are followed, those that come in; and the one whose details are open. Nothing else of the page moves with them. */
export function EventsView({
  page,
  found,
  total,
  actions,
}: {
  readonly page: Explore
  readonly found: ReturnType<typeof useEvents>
  readonly total: number | undefined
  readonly actions: FacetActions
}) {
  const { filter, live, columns, order, open, wrap, change } = page
  const list = useRef<ListControls>(null)
  const [atTop, setAtTop] = useState(true)
  const paused = live && !atTop
  const since = useMemo(() => lastSeq(found.first?.events ?? []), [found.first])
  const tail = useTail({ filter: filter ?? '*', enabled: live, paused, since })
  const { resume, ring, waiting } = tail
  useEffect(() => {
    if (!paused && waiting.received > 0) resume()
  }, [paused, waiting.received, resume])
  const rows = useMemo(() => (live ? joined(ring, found.events) : found.events), [live, ring, found.events])

  // Another question is read from its first answer on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: not for what the effect uses, but for what is asked.
  useEffect(() => list.current?.toTop(), [page.query, order])

  const values = useMemo<ValueActions>(
    () => ({
      include: actions.include,
      exclude: actions.exclude,
      columns: {
        shown: columns,
        toggle: actions.toggleColumn,
        alone: field => change({ columns: printColumns(['time', field]) }),
      },
    }),
    [actions, columns, change],
  )
  const onOpen = useCallback((event: TallyEvent) => change({ open: event.id }, true), [change])
  const onClose = useCallback(() => change({ open: undefined }, true), [change])
  const toggleOrder = useCallback(
    () => change({ order: order === 'desc' ? 'asc' : undefined }),
    [change, order],
  )
  useShortcuts(open === undefined ? {} : { Escape: onClose })
  const place = open === undefined ? -1 : rows.findIndex(({ id }) => id === open)

  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError, hasNextPage } = found
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [fetchNextPage, isFetchingNextPage, isFetchNextPageError])
  const words = useMemo(() => wordsOf(filter), [filter])
  // Events of the question before keep its marks until they are replaced.
  const marked = useRef(words)
  if (!found.isPlaceholderData) marked.current = words

  let main: ReactNode
  if (found.error !== null && rows.length === 0)
    main = (
      <div className={styles.main}>
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      </div>
    )
  else if (found.first === undefined && !live) main = <Loading what="Searching" />
  else if (!live && rows.length === 0 && !found.isPlaceholderData)
    main = (
      <div className={styles.main}>
        <Nothing
          q={page.q}
          query={page.query}
          stream={page.stream}
          onQuery={q => change({ q: q || undefined })}
          onStream={stream => change({ stream })}
        />
      </div>
    )
  else
    main = (
      <EventList
        controls={list}
        events={rows}
        fresh={live ? ring.events.length : 0}
        total={live ? undefined : total}
        columns={columns}
        wrap={wrap}
        order={order}
        open={open}
        marked={marked.current}
        hasMore={hasNextPage && !isFetchNextPageError}
        loadMore={loadMore}
        onOpen={onOpen}
        onOrder={live ? undefined : toggleOrder}
        onAtTop={setAtTop}
        actions={values}
        footer={
          <div className={styles.end}>
            {isFetchNextPageError ? (
              <ErrorState error={found.error} onRetry={() => void fetchNextPage()} />
            ) : found.old !== undefined ? undefined : hasNextPage ? (
              'Loading more …'
            ) : rows.length > 0 ? (
              'That is all in this range.'
            ) : (
              'Nothing yet.'
            )}
          </div>
        }
      />
    )
  return (
    <>
      <div className={styles.events}>
        {live && <LiveBar tail={tail} paused={paused} onResume={() => list.current?.toTop()} />}
        {main}
      </div>
      {open !== undefined && (
        <DetailPanel
          event={rows[place]}
          id={open}
          actions={values}
          onOpen={onOpen}
          onStep={
            place < 0
              ? undefined
              : by => {
                  const next = rows[place + by]
                  if (next !== undefined) onOpen(next)
                }
          }
          onClose={onClose}
        />
      )}
    </>
  )
}
