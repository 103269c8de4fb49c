import { useEffect, useRef } from 'react'
import { useAggregate } from '../../api/figures.ts'
import { missingIn } from '../../api/lag.ts'
import { useDemo } from '../../app/demo-data.tsx'
import { binSeconds, durationText } from '../../time/range.ts'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { useRange } from '../../time/use-range.tsx'
import { Grid } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Begin } from './begin.tsx'
import { Board } from './board.tsx'
import { CriticalEvents } from './critical-events.tsx'
import { useOverview } from './data.ts'
import { Decisions } from './decisions.tsx'
import { EventsOverTime } from './events-over-time.tsx'
import { FailingServices } from './failing-services.tsx'
import { Health } from './health.tsx'
import { EVENTS } from './queries.ts'

/** Seconds between refreshes, unless somebody chose others. */
const EVERY = 10
const LONG_AGO = '1970-01-01T00:00:00Z'

/** What is looked at first: what is broken or behind, then how much happens, and how well. */
export default function OverviewPage() {
  const { params, span } = useRange()
  useRefresh(EVERY)
  const seconds = binSeconds(span)
  const overview = useOverview(params)
  const events = useAggregate(`${EVENTS} | count() by level, bin(${durationText(seconds)})`, params, {
    catchUp: true,
  })
  const lag = missingIn(events.data, params.to, events.dataUpdatedAt)
  const nothing = events.data !== undefined && events.data.rows.length === 0
  // Asked again with each refresh: the first events may be older than what is looked at.
  const ever = useAggregate(`${EVENTS} | count()`, { from: LONG_AGO, to: params.to }, { enabled: nothing })
  const demo = useDemo()
  // While demo data arrives, what is there of it is no picture of anything yet.
  const empty =
    demo.data?.state === 'running' || (nothing && ever.data !== undefined && ever.data.rows[0]?.[0] === 0)

  return (
    <Page title="Overview" actions={<RangePicker />}>
      <RangeNotice />
      {overview.isPending && <Loading what="Asking how it is" />}
      {overview.error !== null && (
        <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
      )}
      {overview.data !== undefined && <Health overview={overview.data} lag={lag} />}
      {empty && <Begin demo={demo} />}
      {!empty && overview.data !== undefined && <Board overview={overview.data} seconds={seconds} />}
      {!empty && (
        <>
          <EventsOverTime
            answer={events.data}
            error={events.error}
            seconds={seconds}
            anyEver={!nothing || ever.data !== undefined}
          />
          <Grid columns={3}>
            <FailingServices />
            <CriticalEvents />
            <Decisions />
          </Grid>
        </>
      )}
    </Page>
  )
}

/** Refreshes the range by itself while this page is shown, and leaves it as it was found. */
function useRefresh(seconds: number): void {
  const { every, setEvery } = useRange()
  const found = useRef(every)
  useEffect(() => {
    const before = found.current
    if (before === 0) setEvery(seconds)
    return () => setEvery(before)
  }, [seconds, setEvery])
}
