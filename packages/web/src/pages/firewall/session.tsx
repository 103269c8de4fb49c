import { ArrowLeft } from 'lucide-react'
import { useEvents } from '../../api/pages.ts'
import { useAddress } from '../../app/use-address.ts'
import { term } from '../../query/terms.ts'
import { When } from '../../time/when.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Stat, Stats } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { More } from '../../ui/more.tsx'
import { count, plural } from '../../ui/numbers.ts'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import { SCANS } from './filter.ts'
import styles from './firewall.module.css'
import { type ScanRow, scanRow } from './scan.ts'
import { ScanTable } from './scan-list.tsx'
import { ScoreLine } from './score-line.tsx'
import type { Scans } from './use-scans.ts'

/** All scans of one session, whatever the range: its scores over time, and the list. */
export function SessionPage({ id, scans }: { readonly id: string; readonly scans: Scans }) {
  const { go } = useAddress()
  const list = useEvents(`${SCANS} ${term('session_id', id)}`, { limit: 1_000 })
  const rows = list.events.map(scanRow)
  return (
    <>
      <div className={styles.bar}>
        <Button small look="quiet" onClick={() => go({ session: undefined })}>
          <ArrowLeft size={14} aria-hidden="true" /> All sessions
        </Button>
        <h2 className={styles.sessionName}>
          Session <code>{clip(id, 120)}</code>
        </h2>
        <CopyButton text={id} label="Copy session" />
      </div>
      {list.error !== null ? (
        <ErrorState error={list.error} onRetry={list.retry} />
      ) : list.pending ? (
        <Loading what="Loading the session" />
      ) : rows.length === 0 ? (
        <Empty title="No scan has this session">Its scans may have been deleted by retention.</Empty>
      ) : (
        <>
          <SessionStats rows={rows} whole={list.more === undefined} payload={scans.payload} />
          {scans.payload && (
            <Card title="Scores over time" note="one dot for each scan; click to open it">
              <ScoreLine rows={rows} onOpen={scans.open} />
            </Card>
          )}
          <Card title="Scans of the session" note="newest first" flush>
            <ScanTable rows={rows} scans={scans} within />
            <More
              shown={plural(rows.length, 'scan')}
              onMore={list.more}
              loading={list.loadingMore}
              what="Show earlier"
            />
          </Card>
        </>
      )}
    </>
  )
}

function SessionStats({
  rows,
  whole,
  payload,
}: {
  readonly rows: readonly ScanRow[]
  /** Whether these are all there are. */
  readonly whole: boolean
  readonly payload: boolean
}) {
  const [last, first] = [rows[0]!, rows.at(-1)!]
  const scores = rows.flatMap(({ score }) => (score === undefined ? [] : [score]))
  const users = [...new Set(rows.flatMap(({ user }) => (user === undefined ? [] : [user])))]
  return (
    <Stats>
      <Stat label="Scans" value={whole ? count(rows.length) : `${count(rows.length)}+`} />
      {payload && scores.length > 0 && (
        <>
          <Stat
            label="Worst score"
            value={Math.max(...scores).toFixed(2)}
            tone={Math.max(...scores) >= 0.7 ? 'bad' : undefined}
          />
          <Stat label="High risk" value={count(scores.filter(score => score >= 0.7).length)} />
          <Stat label="Blocked" value={count(rows.filter(({ action }) => action === 'block').length)} />
        </>
      )}
      <Stat
        label={users.length > 1 ? 'Users' : 'User'}
        value={<span className={styles.small}>{users.length === 0 ? '–' : clip(users.join(', '), 60)}</span>}
      />
      <Stat
        label="First and last"
        value={
          <span className={styles.small}>
            <When time={first.time} />
          </span>
        }
        note={<When time={last.time} />}
      />
    </Stats>
  )
}
