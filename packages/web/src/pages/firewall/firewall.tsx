import { useAddress } from '../../app/use-address.ts'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { Chips } from '../../ui/chips.tsx'
import { classes } from '../../ui/classes.ts'
import { Segmented } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Charts } from './charts.tsx'
import { FigureRow } from './figure-row.tsx'
import { chipsOf, SCANS } from './filter.ts'
import styles from './firewall.module.css'
import { Found } from './found.tsx'
import { Performance } from './performance.tsx'
import { ScanDialog } from './scan-dialog.tsx'
import { ScanList } from './scan-list.tsx'
import { SessionPage } from './session.tsx'
import { SessionList } from './session-list.tsx'
import { useScanStats } from './use-figures.ts'
import { useScans } from './use-scans.ts'

const VIEWS = [
  ['scans', 'Scans'],
  ['sessions', 'Sessions'],
  ['performance', 'Latency and throughput'],
] as const
type View = (typeof VIEWS)[number][0]

/** Scans of prompts and answers: how risky, how fast, of whom (MISSION A12). */
export default function Firewall() {
  const { params, go } = useAddress()
  const scans = useScans()
  const view: View = VIEWS.some(([name]) => name === params.view) ? (params.view as View) : 'scans'
  const stats = useScanStats()
  // Charts of nothing would only stand before what is to be done about it.
  const nothing = scans.query === SCANS && stats.data?.records === 0
  const session = view === 'sessions' ? params.session : undefined
  const chips = chipsOf(scans.filter, scans.payload).filter(
    ({ param }) => session === undefined || param !== 'session',
  )

  return (
    <Page
      title="Firewall"
      lead="Scans of prompts and answers; their texts are never kept"
      actions={<RangePicker />}
    >
      <RangeNotice />
      <div className={classes(styles.bar, styles.stays)}>
        <Segmented
          label="View"
          options={VIEWS}
          value={view}
          onChange={to => go({ view: to === 'scans' ? undefined : to, sort: undefined })}
        />
        <Chips
          chips={chips}
          onRemove={names => go(Object.fromEntries(names.map(name => [name, undefined])))}
        />
      </div>
      {!scans.payload && (
        <Notice>
          Scores, findings and what was done are payload, which your role may not see. Totals are of all scans
          in the range.
        </Notice>
      )}
      {session === undefined ? (
        <>
          <FigureRow scans={scans} />
          {view === 'scans' && (
            <>
              {!nothing && <Charts scans={scans} />}
              {!nothing && scans.payload && <Found scans={scans} />}
              <ScanList scans={scans} />
            </>
          )}
          {view === 'sessions' && <SessionList scans={scans} />}
          {view === 'performance' && <Performance scans={scans} />}
        </>
      ) : (
        <SessionPage id={session} scans={scans} />
      )}
      {params.open !== undefined && (
        <ScanDialog id={params.open} scans={scans} onClose={() => go({ open: undefined })} />
      )}
    </Page>
  )
}
