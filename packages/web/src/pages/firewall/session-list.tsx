import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useAggregate } from '../../api/figures.ts'
import type { AggregateAnswer, SearchAnswer } from '../../api/types.ts'
import { useAddress } from '../../app/use-address.ts'
import { useRange } from '../../time/use-range.tsx'
import { When } from '../../time/when.tsx'
import { Card } from '../../ui/card.tsx'
import { SelectField } from '../../ui/field.tsx'
import { More } from '../../ui/more.tsx'
import { count, plural } from '../../ui/numbers.ts'
import { Score } from '../../ui/score.tsx'
import { Shown } from '../../ui/shown.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { SCANS } from './filter.ts'
import {
  endQueries,
  lastedText,
  ORDERS,
  type Order,
  type SessionCount,
  type SessionRow,
  sessionCounts,
  sessionsQuery,
  stepSeconds,
  TERMS,
  timesQueries,
  withTimes,
} from './sessions.ts'
import type { Scans } from './use-scans.ts'

const PAGE = 50

/** Sessions of the scans that are meant: how many scans, the worst of them, when the last. */
export function SessionList({ scans }: { readonly scans: Scans }) {
  const { params: range } = useRange()
  const { params, go } = useAddress()
  const order: Order = Object.hasOwn(ORDERS, params.sort ?? '') ? (params.sort as Order) : 'last'
  const [limit, setLimit] = useState(PAGE)
  const answer = useAggregate(sessionsQuery(scans.query, order, limit, scans.payload), range)
  const orders = (Object.keys(ORDERS) as Order[]).filter(name => scans.payload || name !== 'worst')
  return (
    <Card
      title="Sessions"
      flush
      actions={
        <SelectField
          label="Order"
          hideLabel
          options={orders.map(name => [name, ORDERS[name][0]] as const)}
          value={order}
          onChange={value => go({ sort: value === 'last' ? undefined : value })}
        />
      }
    >
      <Shown query={answer}>
        {data =>
          data.rows.length === 0 ? (
            <Empty
              title="No sessions here"
              {...(scans.query === SCANS ? { command: "curl … -H 'X-Session-ID: chat-42'" } : {})}
            >
              A scan belongs to a session when it is made with one: session_id in the call, or the header
              X-Session-ID through the proxy.
            </Empty>
          ) : (
            <>
              <SessionTable sessions={sessionCounts(data)} scans={scans} />
              <More
                shown={plural(data.rows.length, 'session')}
                onMore={data.truncated ? () => setLimit(limit + PAGE) : undefined}
                loading={answer.isFetching}
                what="Show more"
              />
            </>
          )
        }
      </Shown>
    </Card>
  )
}

function SessionTable({
  sessions,
  scans,
}: {
  readonly sessions: readonly SessionCount[]
  readonly scans: Scans
}) {
  const { go } = useAddress()
  const { params, span } = useRange()
  const seconds = stepSeconds(sessions, span.to - span.from)
  const more = useQuery({
    queryKey: ['sessions', scans.query, params, sessions.map(({ id, first, last }) => [id, first, last])],
    queryFn: async ({ signal }) => {
      const [times, ends] = await Promise.all([
        Promise.all(
          timesQueries(scans.query, sessions, seconds).map(q =>
            api.get<AggregateAnswer>('/api/v1/aggregate', { q, ...params }, signal),
          ),
        ),
        Promise.all(
          endQueries(sessions).map(q => api.get<SearchAnswer>('/api/v1/search', { q, limit: TERMS }, signal)),
        ),
      ])
      return { times, events: ends.flatMap(({ events }) => events) }
    },
    placeholderData: before => before,
  })
  const rows = withTimes(sessions, more.data?.times ?? [], more.data?.events ?? [], seconds)
  const columns: Column<SessionRow>[] = [
    { name: 'Session', grow: true, cell: ({ id }) => clip(id, 80) },
    { name: 'Scans', number: true, cell: row => count(row.scans) },
    ...(scans.payload
      ? [
          {
            name: 'Worst score',
            number: true,
            cell: ({ worst }: SessionRow) => worst !== null && <Score value={worst} />,
          },
        ]
      : []),
    { name: 'User', cell: ({ user = '' }) => clip(user, 40) },
    { name: 'Address', cell: ({ ip = '' }) => clip(ip, 40) },
    { name: 'Lasted', number: true, cell: lastedText },
    {
      name: 'Last seen',
      cell: ({ seen }) => (seen === undefined ? '' : <When time={new Date(seen).toISOString()} />),
    },
  ]
  return (
    <Table
      caption="List of sessions"
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      onOpen={({ id }) => go({ view: 'sessions', session: id })}
    />
  )
}
