import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { newest } from '../../api/lag.ts'
import { useMay } from '../../api/session.tsx'
import type { TallyEvent } from '../../api/types.ts'
import { term } from '../../query/terms.ts'
import { useTimes } from '../../time/format.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count, duration, plural } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import { criticalPath, longestRoot } from './critical-path.ts'
import { EventList } from './event-list.tsx'
import { exchangesOf } from './exchange.ts'
import { ExchangeStrip } from './exchange-strip.tsx'
import { extentOf } from './scale.ts'
import { SpanDetail } from './span-detail.tsx'
import { instantOf, traceOf } from './spans.ts'
import styles from './trace.module.css'
import { treeOf } from './tree.ts'
import { type TraceEvents, useTraceEvents } from './use-trace.ts'
import { Waterfall } from './waterfall.tsx'

export function TraceView({ id }: { readonly id: string }) {
  const { data, error, isError, refetch } = useTraceEvents(id)
  if (data !== undefined && data.events.length > 0) return <Found id={id} found={data} />
  return (
    <Page title="Trace" lead={<Names id={id} />} actions={<Leave id={id} />}>
      {isError ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading what="Reading the trace" />
      ) : (
        <Empty title="No event of this trace">
          None is searchable, at any time. It may have been kept shorter than you look back, or belong to
          another tenant.
        </Empty>
      )}
    </Page>
  )
}

function Found({
  id,
  found: { events, truncated, lag },
}: {
  readonly id: string
  readonly found: TraceEvents
}) {
  const { span: chosen } = useSearch({ strict: false }) as { span?: string }
  const navigate = useNavigate()
  const choose = (span: string | undefined) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, span })) as never,
      resetScroll: false,
    })
  const maySee = useMay('payload')
  const times = useTimes()
  const { nodes, loose, extent, path, root, exchanges } = useMemo(() => lay(events), [events])
  const selected = nodes.findIndex(({ span }) => span.id === chosen)
  const failed = nodes.filter(({ span }) => span.failed).length
  const services = new Set(nodes.map(({ span }) => span.service)).size
  const title = root === undefined ? 'Trace' : nodes[root]!.span.name
  return (
    <Page title={clip(title, 120)} lead={<Names id={id} />} actions={<Leave id={id} />}>
      <p className={styles.facts}>
        <span>{times.full(extent.from)}</span>
        <span>
          <b>{duration(extent.to - extent.from)}</b>
        </span>
        <span>{plural(nodes.length, 'span')}</span>
        <span>{plural(services, 'service')}</span>
        <span>{plural(events.length, 'event')}</span>
        {failed > 0 && (
          <span className={styles.failed}>
            {count(failed)} {failed === 1 ? 'span' : 'spans'} with an error
          </span>
        )}
      </p>
      {truncated && <Notice>Only the first {count(events.length)} events of this trace are shown.</Notice>}
      {lag !== undefined && (
        <Notice>The {newest(lag)} not searchable yet; some of this trace may be missing.</Notice>
      )}
      {!maySee && (
        <Notice>
          Durations and parents of spans are attributes, which your account may not see (permission payload):
          its events are listed by time.
        </Notice>
      )}
      {exchanges.map(exchange => (
        <ExchangeStrip
          key={exchange.key}
          exchange={exchange}
          onOpen={event => choose(event.span_id)}
          isSpan={event => nodes.some(({ span }) => span.key === event.id)}
        />
      ))}
      <div className={styles.parts} data-open={selected >= 0}>
        <div className={styles.main}>
          {nodes.length > 0 && (
            <Waterfall
              nodes={nodes}
              extent={extent}
              path={path}
              loose={loose}
              selected={selected < 0 ? undefined : selected}
              onSelect={place => choose(place === undefined ? undefined : nodes[place]!.span.id)}
            />
          )}
          {loose.length > 0 && (
            <Card title="Events of no span" note={plural(loose.length, 'event')} flush>
              <EventList events={loose} from={extent.from} trace={id} />
            </Card>
          )}
        </div>
        {selected >= 0 && (
          <SpanDetail
            key={nodes[selected]!.span.key}
            nodes={nodes}
            place={selected}
            extent={extent}
            path={path}
            trace={id}
            onChoose={choose}
          />
        )}
      </div>
    </Page>
  )
}

/** Exchanges shown above a waterfall at most; the rest is in it. */
const MOST_EXCHANGES = 5

function lay(events: readonly TallyEvent[]) {
  const { spans, loose } = traceOf(events)
  const nodes = treeOf(spans)
  const root = longestRoot(nodes)
  return {
    nodes,
    loose,
    root,
    extent: extentOf(
      spans,
      loose.map(({ time }) => instantOf(time)),
    ),
    path: root === undefined ? new Map<number, never>() : criticalPath(nodes, root),
    exchanges: exchangesOf(events).slice(0, MOST_EXCHANGES),
  }
}

function Names({ id }: { readonly id: string }) {
  return (
    <span className={styles.id}>
      <code>{clip(id, 64)}</code>
      <CopyButton text={id} label="Copy trace id" />
    </span>
  )
}

function Leave({ id }: { readonly id: string }) {
  return (
    <span className={styles.links}>
      <Link
        to="/traces"
        search={((before: object) => ({ ...before, trace: undefined, span: undefined })) as never}
      >
        All traces
      </Link>
      <Link to="/explore" search={{ q: term('trace_id', id) }}>
        Its events in Explore
      </Link>
    </span>
  )
}
