import { ListFilter, PanelLeftClose, PanelLeftOpen, WrapText } from 'lucide-react'
import { useCallback, useState } from 'react'
import { isAway } from '../../api/client.ts'
import { useAggregate } from '../../api/figures.ts'
import { missingIn } from '../../api/lag.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { QueryBox } from '../../query/query-box.tsx'
import { filterOf, limitsItself } from '../../query/refine.ts'
import { and } from '../../query/terms.ts'
import { rangeOfSpan, type Span } from '../../time/range.ts'
import { RangeNotice } from '../../time/range-picker.tsx'
import { useRange } from '../../time/use-range.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { NARROW, useMedia } from '../../ui/media.ts'
import { Page } from '../../ui/page.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { DEFAULT_COLUMNS } from './columns.ts'
import { EventsView } from './events-view.tsx'
import styles from './explore.module.css'
import { Facets } from './facets.tsx'
import { Histogram } from './histogram.tsx'
import { OldNotice } from './old-notice.tsx'
import { PageActions } from './page-actions.tsx'
import { useExplore } from './state.ts'
import { StatusLine } from './status-line.tsx'
import { StrangeStream } from './strange-stream.tsx'
import { StreamTabs } from './stream-tabs.tsx'
import { TableResult } from './table-result.tsx'
import { useActions } from './use-actions.ts'
import { useEvents } from './use-events.ts'
import { useFlag } from './use-flag.ts'
import { useHistogram } from './use-histogram.ts'
import { useLast } from './use-last.ts'
import { useStreamCounts } from './use-stream-counts.ts'

const FACETS = 'tallystick.facets'

/** Every event: searched, counted, narrowed, followed, kept, taken out. The address has all of it. */
export default function Explore() {
  const page = useExplore()
  const { q, stream, strange, filter, table, columns, order, wrap, change } = page
  const { span, params, setSpan } = useRange()
  const narrow = useMedia(NARROW)
  const [drawer, setDrawer] = useState(false)
  const [facetsShown, setFacetsShown] = useFlag(FACETS, true)

  const sound = filter !== undefined
  const { answer: counted, seconds, buckets, total, old: oldCounts } = useHistogram(filter, span, params)
  const found = useEvents(page.query, params, order, sound && !table)
  const result = useAggregate(page.query, params, { enabled: sound && table, catchUp: true })
  const { data: answer, old: oldRows } = useLast(page.query, result)
  const failed = table ? result.error : found.error
  /** When what is shown was answered (epoch ms), while the server does not answer. */
  const [oldList, listed] = table ? [oldRows, result] : [found.old, found]
  const old = failed === null ? oldCounts : oldList
  const busy = table ? result.isFetching : found.isFetching && !found.isFetchingNextPage
  // The store has the same few cores for all questions of a page: what stands beside the answer waits for it, and what was asked beside the one before is given up.
  const idle = !busy && !counted.isFetching && !isAway(failed) && !isAway(counted.error)
  const streams = useStreamCounts(q, params, idle)

  const actions = useActions(page)
  const ask = useCallback((query: string) => change({ q: query || undefined }), [change])
  const toggleWrap = () => change({ wrap: wrap ? undefined : '1' }, true)
  useShortcuts({ w: toggleWrap })
  const showEvents = useCallback(
    (terms: readonly string[], picked: Span | undefined) =>
      change({
        q: terms.reduce(and, filterOf(q) ?? ''),
        ...(picked === undefined ? {} : rangeOfSpan(picked)),
      }),
    [change, q],
  )
  const facets = filter !== undefined && (
    <Facets filter={filter} range={params} idle={idle} actions={actions} />
  )
  return (
    <Page title="Explore" fill actions={<PageActions page={page} total={total} />}>
      <RangeNotice />
      <QueryBox value={q} onRun={ask} params={params} error={failed} />
      <div className={styles.bar}>
        {narrow ? (
          <IconButton label="Fields" look="plain" small onClick={() => setDrawer(true)}>
            <ListFilter size={14} />
          </IconButton>
        ) : (
          <IconButton
            label={facetsShown ? 'Hide fields' : 'Show fields'}
            small
            onClick={() => setFacetsShown(!facetsShown)}
          >
            {facetsShown ? <PanelLeftClose size={15} /> : <PanelLeftOpen size={15} />}
          </IconButton>
        )}
        <StreamTabs stream={stream} counts={streams} onChange={chosen => change({ stream: chosen })} />
        {!table && (
          <IconButton label="Wrap messages" shortcut="w" small pressed={wrap} onClick={toggleWrap}>
            <WrapText size={15} />
          </IconButton>
        )}
      </div>
      {old !== undefined && (
        <OldNotice
          error={failed ?? counted.error}
          answered={old}
          onRetry={() => {
            for (const one of [counted, listed]) if (one.error !== null) void one.refetch()
          }}
        />
      )}
      {counted.error !== null && failed === null && total === undefined && (
        <ErrorState error={counted.error} onRetry={() => void counted.refetch()} />
      )}
      {(counted.error === null || total !== undefined) && (
        <Histogram
          buckets={buckets}
          span={span}
          seconds={seconds}
          stale={counted.isPlaceholderData || oldCounts !== undefined}
          busy={counted.isFetching}
          standing={level => actions.standing('level', level)}
          onBrush={setSpan}
          onLevel={level =>
            actions.standing('level', level) === 'in'
              ? actions.forget('level', level)
              : actions.only('level', level)
          }
        >
          <StatusLine
            total={total}
            table={table ? answer : undefined}
            limited={limitsItself(page.query)}
            took={table ? answer?.took_ms : found.first?.took_ms}
            lag={
              table
                ? missingIn(result.data, params.to, result.dataUpdatedAt)
                : old === undefined
                  ? missingIn(found.first, params.to, found.dataUpdatedAt)
                  : undefined
            }
            busy={busy}
            onUsualColumns={
              columns.join('\n') === DEFAULT_COLUMNS.join('\n')
                ? undefined
                : () => change({ columns: undefined })
            }
          />
        </Histogram>
      )}
      <div className={classes(styles.body, oldList !== undefined && styles.old)} aria-busy={busy}>
        {!narrow && facetsShown && <div className={styles.facets}>{facets}</div>}
        {strange !== undefined && (
          <div className={styles.main}>
            <StrangeStream stream={strange} onStream={chosen => change({ stream: chosen })} />
          </div>
        )}
        {!sound && strange === undefined && (
          <p className={styles.end}>Nothing is searched until the query can be read.</p>
        )}
        {sound && !table && <EventsView page={page} found={found} total={total} actions={actions} />}
        {sound && table && (
          <div className={styles.events}>
            {answer !== undefined ? (
              <TableResult answer={answer} onBrush={setSpan} onPick={showEvents} />
            ) : result.error !== null ? (
              <ErrorState error={result.error} onRetry={() => void result.refetch()} />
            ) : (
              <Loading what="Counting" />
            )}
          </div>
        )}
      </div>
      {drawer && (
        <Dialog title="Fields" onClose={() => setDrawer(false)} side>
          <div className={styles.drawer}>{facets}</div>
        </Dialog>
      )}
    </Page>
  )
}
