import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { newest } from '../../api/lag.ts'
import { useMay } from '../../api/session.tsx'
import { QueryBox } from '../../query/query-box.tsx'
import { problemOf } from '../../query/terms.ts'
import { useTimes } from '../../time/format.ts'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { useRange } from '../../time/use-range.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Segmented } from '../../ui/field.tsx'
import { count, duration, plural, short } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { DurationHistogram } from './duration-histogram.tsx'
import { DurationScatter } from './duration-scatter.tsx'
import styles from './list.module.css'
import type { Summary } from './summaries.ts'
import { LISTED, type Order, useDurations, useTraceList } from './use-traces.ts'

const SEND = `curl -X POST ${location.origin}/api/v1/events -H "Authorization: Bearer $TALLYSTICK_KEY" -d '{"name":"checkout","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","attributes":{"duration_ms":12.5}}'`

export function TraceList() {
  const { q = '', order = 'newest' } = useSearch({ strict: false }) as { q?: string; order?: Order }
  const navigate = useNavigate()
  const go = (change: object) =>
    void navigate({ to: '.', search: ((before: object) => ({ ...before, ...change })) as never })
  const maySee = useMay('payload')
  const enabled = maySee && problemOf(q) === undefined
  const list = useTraceList(q, order, enabled)
  const durations = useDurations(q, enabled)
  const { setSpan, params } = useRange()
  if (!maySee)
    return (
      <Page title="Traces">
        <Empty
          title="Traces are told by attributes"
          action={
            <Link to="/explore" search={{ q: 'trace_id:*' }}>
              Look at the events of traces
            </Link>
          }
        >
          How long a span took and what its parent is are in the attributes of events, which your account may
          not see (permission payload).
        </Empty>
      </Page>
    )
  return (
    <Page title="Traces" actions={<RangePicker />}>
      <RangeNotice />
      <div className={styles.bar}>
        <div className={styles.query}>
          <QueryBox
            label="Traces with an event for which this holds"
            placeholder="service:proxy level>=ERROR duration_ms>1000"
            value={q}
            params={params}
            error={list.error}
            onRun={next => go({ q: next === '' ? undefined : next })}
          />
        </div>
        <Segmented
          label="Order"
          options={[
            ['newest', 'Newest'],
            ['slowest', 'Slowest'],
          ]}
          value={order}
          onChange={next => go({ order: next === 'newest' ? undefined : next })}
        />
      </div>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        enabled && <Loading what="Looking for traces" />
      ) : list.data.summaries.length === 0 ? (
        <Empty title="No traces in this range" command={SEND}>
          Events that share a trace_id are a trace; those with a span_id and attributes.duration_ms are its
          spans. Every request through the proxy is one. Take a longer range, or send a first span:
        </Empty>
      ) : (
        <>
          <div className={styles.charts}>
            <Card
              title="Listed traces"
              note="by start and duration; choose one, or drag for its time"
              className={styles.wide}
            >
              <DurationScatter
                summaries={list.data.summaries}
                onOpen={trace => go({ trace })}
                onBrush={setSpan}
              />
            </Card>
            {durations.data != null && (
              <Card
                title="Durations"
                note={`${plural(durations.data.count, 'root span')}, p50 ${duration(durations.data.p50)}, p95 ${duration(durations.data.p95)}`}
              >
                <DurationHistogram durations={durations.data} />
              </Card>
            )}
          </div>
          <Card title={order === 'newest' ? 'Newest first' : 'Slowest first'} note={noteOf(list.data)} flush>
            <TraceTable summaries={list.data.summaries} />
          </Card>
        </>
      )}
    </Page>
  )
}

function noteOf({ summaries, more, lag }: NonNullable<ReturnType<typeof useTraceList>['data']>): string {
  const what = more
    ? `the first ${count(summaries.length)} in this range${summaries.length < LISTED ? '' : '; a shorter range or a query shows others'}`
    : plural(summaries.length, 'trace')
  return lag === undefined ? what : `${what}; the ${newest(lag)} not searchable yet`
}

function TraceTable({ summaries }: { readonly summaries: readonly Summary[] }) {
  const times = useTimes()
  const longest = Math.max(...summaries.map(summary => summary.duration ?? 0)) || 1
  return (
    <Table
      caption="Traces"
      rows={summaries}
      keyOf={({ id }) => id}
      linked
      columns={[
        {
          name: 'Root',
          grow: true,
          cell: ({ id, name, service }) => (
            <>
              <Link
                to="."
                search={((before: object) => ({ ...before, trace: id })) as never}
                className={styles.root}
              >
                {clip(name ?? id, 120)}
              </Link>{' '}
              <span className={styles.service}>{clip(service, 60)}</span>
            </>
          ),
        },
        { name: 'Start', cell: ({ start }) => <span className={styles.time}>{times.row(start)}</span> },
        {
          name: 'Duration',
          number: true,
          cell: summary =>
            summary.duration === undefined ? (
              '–'
            ) : (
              <span className={styles.duration}>
                <span className={styles.track}>
                  <span style={{ width: `${(summary.duration / longest) * 100}%` }} />
                </span>
                {duration(summary.duration)}
              </span>
            ),
        },
        { name: 'Spans', number: true, cell: ({ spans }) => count(spans) },
        {
          name: 'Errors',
          number: true,
          cell: ({ errors }) => (errors === 0 ? '' : <Badge tone="bad">{plural(errors, 'error')}</Badge>),
        },
        { name: 'Tokens', number: true, cell: ({ tokens }) => (tokens === undefined ? '' : short(tokens)) },
      ]}
    />
  )
}
