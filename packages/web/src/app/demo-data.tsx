import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { api } from '../api/client.ts'
import { useMay } from '../api/session.tsx'
import { useRange } from '../time/use-range.tsx'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/numbers.ts'
import { ErrorState } from '../ui/states.tsx'
import styles from './demo-data.module.css'

type Demo = {
  readonly state: 'none' | 'running' | 'done' | 'failed' | 'cancelled'
  /** Events and metric points. */
  readonly sent: number
  readonly total: number
  readonly error?: string
}

const DEMO = ['demo'] as const
const DAYS = 7
const POLL_MS = 700

/** How far the loading of demo data is; followed while it runs. Undefined for those who may not load any. */
export function useDemo() {
  const may = useMay('admin')
  const client = useQueryClient()
  const { set } = useRange()
  const demo = useQuery({
    queryKey: DEMO,
    queryFn: ({ signal }) => api.get<Demo>('/api/v1/demo', {}, signal),
    enabled: may,
    staleTime: 0,
    refetchInterval: query => (query.state.data?.state === 'running' ? POLL_MS : false),
  })
  const state = demo.data?.state
  const before = useRef(state)
  useEffect(() => {
    if (before.current === 'running' && state === 'done') {
      void client.invalidateQueries({
        predicate: ({ queryKey: [key] }) => key !== DEMO[0] && key !== 'session',
      })
      set({ from: `-${DAYS}d`, to: 'now' })
    }
    before.current = state
  }, [state, client, set])
  return demo
}

/**
 * Fills the tenant with a week of made-up events, for those who may. `demo` is that of `useDemo`, held by a page that stays while events arrive: when
 * all are there, everything that is shown is asked for again.
 */
export function DemoData({ demo }: { readonly demo: ReturnType<typeof useDemo> }) {
  const may = useMay('admin')
  const client = useQueryClient()
  const start = useMutation({
    mutationFn: () => api.post<Demo>('/api/v1/demo', { days: DAYS }),
    onSuccess: begun => client.setQueryData(DEMO, begun),
  })
  if (!may) return <p className={styles.note}>An admin can load demo data here.</p>
  if (demo.data?.state === 'running') return <Progress demo={demo.data} />
  const failed = start.error ?? demo.error
  return (
    <div className={styles.demo}>
      <Button
        look="primary"
        busy={start.isPending}
        disabled={demo.isPending || demo.error !== null}
        onClick={() => start.mutate()}
      >
        Load demo data
      </Button>
      <p className={styles.note}>
        A week of an invented shop with an assistant, through the same door as real events; like those it
        stays.
      </p>
      {failed !== null && <ErrorState error={failed} onRetry={() => void demo.refetch()} />}
      {demo.data?.error !== undefined && <ErrorState error={new Error(demo.data.error)} />}
    </div>
  )
}

function Progress({ demo: { sent, total } }: { readonly demo: Demo }) {
  return (
    <div className={styles.demo}>
      <progress
        className={styles.progress}
        aria-label="Loading demo data"
        value={sent}
        max={Math.max(total, 1)}
      />
      <p className={styles.note} role="status">
        {count(sent)} of {count(total)} events and metric points
      </p>
    </div>
  )
}
