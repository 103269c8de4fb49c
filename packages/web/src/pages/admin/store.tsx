import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.tsx'
import { BarList } from '../../chart/bars.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Grid, Stat, Stats } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { bytes, count, duration, plural } from '../../ui/numbers.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useReindex } from './reindex.ts'
import { useStats } from './stats.ts'
import styles from './store.module.css'

type Health = {
  readonly status: 'ok' | 'degraded' | 'unavailable'
  readonly details?: {
    readonly version: string
    readonly store: {
      readonly engine: string
      readonly up: boolean
      readonly restarts: number
      readonly error?: string
    }
    readonly journal: { readonly writable: boolean; readonly unsealed: number; readonly error?: string }
    readonly index: { readonly behind_events: number; readonly behind_seconds: number }
    readonly problems: readonly string[]
  }
}

const REFRESH_MS = 10_000

/** How the event store and its index are, what is on the disk, and building the index anew. */
export function Store() {
  const health = useQuery({
    queryKey: ['admin', 'health'],
    queryFn: ({ signal }) => api.get<Health>('/health', {}, signal),
    refetchInterval: REFRESH_MS,
  })
  const stats = useStats()
  const session = useSession()
  const toast = useToast()
  const reindex = useReindex()
  const [asking, setAsking] = useState(false)
  const details = health.data?.details
  const { disk, tables } = stats.data ?? {}
  return (
    <>
      {health.isPending && <Loading />}
      {health.error !== null && <ErrorState error={health.error} onRetry={() => void health.refetch()} />}
      {details !== undefined && (
        <Stats>
          <Stat
            label="Event store"
            value={details.store.engine}
            tone={details.store.up ? 'good' : 'bad'}
            note={details.store.error ?? `up, ${plural(details.store.restarts, 'restart')}`}
          />
          <Stat
            label="Journal"
            value={details.journal.writable ? 'writable' : 'read-only'}
            tone={details.journal.writable ? 'good' : 'bad'}
            note={details.journal.error ?? `${plural(details.journal.unsealed, 'event')} not sealed yet`}
          />
          <Stat
            label="Index behind"
            value={count(details.index.behind_events)}
            unit="events"
            tone={details.index.behind_seconds > 10 ? 'warn' : undefined}
            note={duration(details.index.behind_seconds * 1_000)}
          />
          <Stat label="Version" value={details.version} />
        </Stats>
      )}
      {details !== undefined && details.problems.length > 0 && (
        <Card title="Problems">
          <ul>
            {details.problems.map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Card>
      )}
      {stats.error !== null && <ErrorState error={stats.error} onRetry={() => void stats.refetch()} />}
      <Grid>
        {disk !== undefined && (
          <Card title="On the disk" note={bytes(Object.values(disk).reduce((sum, size) => sum + size, 0))}>
            <BarList
              label="Bytes by part"
              format={bytes}
              bars={[
                { name: 'journal: the record', value: disk.journal },
                { name: 'index: can be rebuilt', value: disk.index },
                { name: 'ledger: hashes', value: disk.ledger },
                { name: 'write-ahead log', value: disk.wal },
              ]}
            />
          </Card>
        )}
        {session.tenant === 'default' && (
          <Card title="Index">
            <div className={styles.index}>
              <p>
                The index is a view of the journal. It can be dropped and built anew at any time, while events
                are taken in; searches see what is indexed so far.
              </p>
              {reindex.progress !== undefined && (
                <p role="status">
                  {reindex.progress.total > 0
                    ? `${count(reindex.progress.done)} of ${count(reindex.progress.total)} events of ${reindex.progress.tenant}`
                    : 'Starting …'}
                </p>
              )}
              <Button onClick={() => setAsking(true)} busy={reindex.progress !== undefined}>
                <RotateCw size={13} aria-hidden="true" /> Build the index anew
              </Button>
            </div>
          </Card>
        )}
      </Grid>
      {tables !== undefined && (
        <Card title="Tables" note="of the event store, indexes included" flush>
          <Table
            caption="List of tables"
            rows={tables}
            keyOf={({ name }) => name}
            columns={[
              { name: 'Table', cell: ({ name }) => <code>{name}</code>, grow: true },
              { name: 'Rows', number: true, cell: ({ rows }) => count(rows) },
              { name: 'Size', number: true, cell: ({ bytes: size }) => bytes(size) },
              {
                name: 'Per row',
                number: true,
                cell: ({ rows, bytes: size }) => (rows === 0 ? '–' : `${Math.round(size / rows)} B`),
              },
            ]}
          />
        </Card>
      )}
      {asking && (
        <Confirm
          title="Build the index anew?"
          action="Build"
          onConfirm={async () => {
            void reindex
              .run()
              .then(() => toast.done('The index is built.'))
              .catch(toast.failed)
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            Until it is done searches find only what is indexed already. Nothing of the record is touched.
          </p>
        </Confirm>
      )}
    </>
  )
}
