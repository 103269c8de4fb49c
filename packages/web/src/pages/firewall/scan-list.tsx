import { newest } from '../../api/lag.ts'
import { useEvents } from '../../api/pages.ts'
import { useRange } from '../../time/use-range.tsx'
import { When } from '../../time/when.tsx'
import { Badge, SeverityBadge, type Tone } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { duration, plural } from '../../ui/numbers.ts'
import { Pick } from '../../ui/pick.tsx'
import { Score } from '../../ui/score.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { SCANS } from './filter.ts'
import styles from './firewall.module.css'
import { type ScanRow, scanRow } from './scan.ts'
import { ScanFilters } from './scan-filters.tsx'
import type { Scans } from './use-scans.ts'

const FIRST = `curl -s ${location.origin}/api/v1/scan -H "Authorization: Bearer $TALLYSTICK_KEY" -H 'content-type: application/json' -d '{"text": "My card is 4111 1111 1111 1111"}'`

/** The newest scans of those that are meant. */
export function ScanList({ scans }: { readonly scans: Scans }) {
  const { params } = useRange()
  const list = useEvents(scans.query, { ...params, limit: 50 })
  return (
    <Card title="Recent scans" flush actions={scans.payload ? <ScanFilters scans={scans} /> : undefined}>
      {list.lag !== undefined && <Notice>The {newest(list.lag)} not searchable yet.</Notice>}
      {list.error !== null ? (
        <ErrorState error={list.error} onRetry={list.retry} />
      ) : list.pending ? (
        <Loading what="Loading scans" />
      ) : list.events.length === 0 ? (
        scans.query === SCANS ? (
          <Empty title="No scans in this range" command={FIRST}>
            Every text that goes through the pipeline, the proxy or this address is recorded here, without the
            text itself.
          </Empty>
        ) : (
          <Empty title="No scan is like that">Lift a filter, or choose a longer range.</Empty>
        )
      ) : (
        <>
          <ScanTable rows={list.events.map(scanRow)} scans={scans} />
          <More
            shown={plural(list.events.length, 'scan')}
            onMore={list.more}
            loading={list.loadingMore}
            what="Show earlier"
          />
        </>
      )}
    </Card>
  )
}

export function ScanTable({
  rows,
  scans,
  within,
}: {
  readonly rows: readonly ScanRow[]
  readonly scans: Scans
  /** In one session, whose name need not be repeated. */
  readonly within?: boolean
}) {
  const { payload, narrow, open } = scans
  const columns: Column<ScanRow>[] = [
    { name: 'Time', cell: ({ time }) => <When time={time} /> },
    ...(payload
      ? ([
          {
            name: 'Score',
            number: true,
            cell: ({ score }) => score !== undefined && <Score value={score} />,
          },
          {
            name: 'Severity',
            cell: ({ severity }) =>
              severity === undefined ? '' : <SeverityBadge severity={clip(severity, 20)} />,
          },
          { name: 'Found', grow: 'text', cell: row => <Flags row={row} onPick={flag => narrow({ flag })} /> },
          { name: 'Done', cell: ({ action }) => <Done action={action} /> },
          {
            name: 'Latency',
            number: true,
            cell: ({ latencyMs }) => (latencyMs === undefined ? '' : duration(latencyMs)),
          },
        ] satisfies Column<ScanRow>[])
      : []),
    ...(within
      ? []
      : [
          {
            name: 'Session',
            cell: ({ session }: ScanRow) =>
              session === undefined ? (
                ''
              ) : (
                <Pick value={session} most={28} label="Only session" onPick={() => narrow({ session })} />
              ),
          },
        ]),
    {
      name: 'Address',
      cell: ({ ip }) =>
        ip === undefined ? '' : <Pick value={ip} label="Only address" onPick={() => narrow({ ip })} />,
    },
    {
      name: 'Environment',
      cell: ({ environment }) =>
        environment === undefined ? (
          ''
        ) : (
          <Pick
            value={environment}
            most={24}
            label="Only environment"
            onPick={() => narrow({ environment })}
          />
        ),
    },
  ]
  return (
    <Table
      caption={within ? 'List of the scans of the session' : 'List of recent scans'}
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      onOpen={({ id }) => open(id)}
    />
  )
}

const SHOWN = 3

function Flags({ row, onPick }: { readonly row: ScanRow; readonly onPick: (flag: string) => void }) {
  const { flags, outcome } = row
  if (outcome === 'failed') return <Badge tone="bad">scan failed</Badge>
  return (
    <span className={styles.flags}>
      {flags.slice(0, SHOWN).map((flag, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold one flag twice, and never changes.
        <Pick key={i} value={flag} most={40} label="Only scans with" onPick={() => onPick(flag)} />
      ))}
      {flags.length > SHOWN && <span className={styles.faint}>+{flags.length - SHOWN}</span>}
      {flags.length === 0 && <span className={styles.faint}>nothing</span>}
      {outcome === 'incomplete' && <Badge tone="warn">incomplete</Badge>}
    </span>
  )
}

const DONE: Readonly<Record<string, readonly [string, Tone]>> = {
  allow: ['allowed', 'plain'],
  observe: ['observed', 'note'],
  redact: ['redacted', 'warn'],
  block: ['blocked', 'bad'],
}

export function Done({ action }: { readonly action: string | undefined }) {
  if (action === undefined) return null
  const [text, tone] = DONE[action] ?? [clip(action, 20), 'plain' as const]
  return <Badge tone={tone}>{text}</Badge>
}
