import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import type { SearchAnswer } from '../../api/types.ts'
import { and, term } from '../../query/terms.ts'
import { useTimes } from '../../time/format.ts'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { useRange } from '../../time/use-range.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { clip, textOf } from '../../ui/text.ts'
import styles from './trail.module.css'

const KINDS = [
  ['', 'everything'],
  ['name:read.*', 'reading: searches, exports, tails'],
  ['category:administration', 'administration'],
  ['name:login*', 'sign-ins'],
] as const

const PAGE = 100

/** The `audit` stream: Tallystick's own trail, sealed and provable like every other. */
export function Trail() {
  const { params } = useRange()
  const times = useTimes()
  const [kind, setKind] = useState<string>('')
  const [user, setUser] = useState('')
  const filter = [kind, user === '' ? '' : term('user_id', user)].filter(part => part !== '')
  const q = filter.reduce(and, 'stream:audit')
  const pages = useInfiniteQuery({
    queryKey: ['trail', q, params],
    queryFn: ({ pageParam, signal }) =>
      api.get<SearchAnswer>('/api/v1/search', { q, ...params, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
  })
  const events = pages.data?.pages.flatMap(page => page.events) ?? []
  return (
    <>
      <RangeNotice />
      <Card
        title="Who did what"
        note="each is recorded before its answer is sent"
        actions={<RangePicker />}
        flush
      >
        <div className={styles.filters}>
          <SelectField label="Kind" options={KINDS} value={kind as ''} onChange={setKind} />
          <TextField
            label="User or key"
            value={user}
            onChange={event => setUser(event.target.value)}
            placeholder="admin"
          />
          <Link to="/explore" search={{ q } as never}>
            Open in Explore
          </Link>
        </div>
        {pages.isPending && <Loading />}
        {pages.error !== null && <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />}
        {pages.data !== undefined && (
          <Table
            caption="Audit trail"
            rows={events}
            keyOf={({ id }) => id}
            empty={
              <Empty title="Nothing in this range">Choose a longer range of time, or another kind.</Empty>
            }
            columns={[
              { name: 'Time', cell: ({ time }) => times.row(time) },
              { name: 'Who', cell: ({ user_id }) => clip(user_id ?? '–', 60) },
              { name: 'What', cell: ({ name }) => <code>{clip(name ?? '–', 60)}</code> },
              {
                name: 'On',
                grow: 'text',
                cell: ({ entity_type, entity_id, attributes, message }) => (
                  <span className={styles.on}>
                    {clip(
                      entity_id !== undefined
                        ? `${entity_type ?? ''} ${entity_id}`
                        : textOf(attributes?.query ?? message ?? ''),
                      200,
                    )}
                  </span>
                ),
              },
              { name: 'From', cell: ({ ip }) => clip(ip ?? '–', 60) },
              {
                name: 'Event',
                cell: ({ id, time }) => (
                  <Link
                    to="/explore"
                    search={{ q: 'stream:audit', open: id } as never}
                    aria-label={`Open the event at ${times.full(time)}`}
                  >
                    Open
                  </Link>
                ),
              },
            ]}
          />
        )}
        {pages.hasNextPage && (
          <div className={styles.more}>
            <Button onClick={() => void pages.fetchNextPage()} busy={pages.isFetchingNextPage}>
              More
            </Button>
          </div>
        )}
      </Card>
    </>
  )
}
