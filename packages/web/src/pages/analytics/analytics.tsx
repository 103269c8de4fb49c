import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { RefreshCw } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useMay } from '../../api/session.tsx'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useTimes } from '../../time/format.ts'
import { IconButton } from '../../ui/button.tsx'
import { Grid } from '../../ui/card.tsx'
import { Segmented } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { BusiestHours } from './busiest-hours.tsx'
import { BusiestServices } from './busiest-services.tsx'
import { Compared } from './compared.tsx'
import { sum, useFigures, useFirst } from './data.ts'
import { Findings } from './findings.tsx'
import { Governed } from './governed.tsx'
import { coverageOf, periodsOf } from './period.ts'
import { Threats } from './threats-card.tsx'
import { Trend } from './trend.tsx'

/** A week or a month against the one before: how much happened, what was attacked, who and when is busiest. */
export default function AnalyticsPage() {
  const days = useSearch({ from: '/analytics' }).days === '30' ? 30 : 7
  const navigate = useNavigate({ from: '/analytics' })
  const times = useTimes()
  const payload = useMay('payload')
  const [now, setNow] = useState(Date.now)
  const client = useQueryClient()
  const refresh = () => {
    setNow(Date.now())
    void client.invalidateQueries({ type: 'active' })
  }
  useShortcuts({ r: refresh })

  const periods = useMemo(() => periodsOf(days, now), [days, now])
  const current = useFigures(periods.current, payload)
  const before = useFigures(periods.before, payload)
  const first = useFirst()
  const coverage = first === null ? undefined : coverageOf(periods.before, first)
  const comparable = coverage?.kind === 'all'
  const error = current.error ?? before.error
  const empty = current.events !== undefined && sum(current.events) === 0
  const shared = { current, before, comparable, days, periods }

  return (
    <Page
      title="Analytics"
      lead={`${times.short(periods.current.from)} – now, against the ${days} days before`}
      actions={
        <>
          <Segmented
            label="Period"
            options={[
              ['7', '7 days'],
              ['30', '30 days'],
            ]}
            value={String(days)}
            onChange={chosen => void navigate({ search: search => ({ ...search, days: chosen }) })}
          />
          <IconButton label="Refresh" shortcut="r" look="plain" onClick={refresh}>
            <RefreshCw size={14} />
          </IconButton>
        </>
      }
    >
      {error !== null && <ErrorState error={error} onRetry={refresh} />}
      {current.events === undefined && current.error === null && <Loading what="Counting" />}
      {empty ? (
        <Empty title={`Nothing was recorded in these ${days} days`} command="npx tally import /var/log">
          Take in what is there already, or send events: Overview shows how.
        </Empty>
      ) : (
        current.events !== undefined && (
          <>
            <Compared coverage={coverage} before={periods.before} days={days} />
            <Findings {...shared} />
            <Grid columns={3}>
              <Trend title="Events" of="events" unit="all but the audit trail" {...shared} />
              <Trend title="Errors" of="errors" unit="logs at ERROR and above" more="bad" {...shared} />
              <Trend title="Requests" of="requests" unit="HTTP requests" {...shared} />
            </Grid>
            <Threats payload={payload} {...shared} />
            <Grid columns={2}>
              <BusiestHours {...shared} />
              <BusiestServices {...shared} />
            </Grid>
            <Governed {...shared} />
          </>
        )
      )}
    </Page>
  )
}
