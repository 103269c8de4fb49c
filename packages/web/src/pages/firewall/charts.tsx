import { useAggregate } from '../../api/figures.ts'
import type { AggregateAnswer } from '../../api/types.ts'
import { Columns, Donut } from '../../chart/bars.tsx'
import { StackedBars } from '../../chart/stacked-bars.tsx'
import { namedOf } from '../../query/named.ts'
import { binSeconds, durationText } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { levelColor, severityColor } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Shown } from '../../ui/shown.tsx'
import { riskOverTime, scoreBins, severitiesOf } from './figures.ts'
import { HIGH_RISK, SCANS } from './filter.ts'
import styles from './firewall.module.css'
import { useScanStats } from './use-figures.ts'
import type { Scans } from './use-scans.ts'

/** Scans over time, their scores and severities. */
export function Charts({ scans }: { readonly scans: Scans }) {
  return (
    <div className={styles.charts}>
      <OverTime scans={scans} />
      {scans.payload && <Scores scans={scans} />}
      <Severities scans={scans} />
    </div>
  )
}

function OverTime({ scans: { query, payload } }: { readonly scans: Scans }) {
  const { params, span, setSpan } = useRange()
  const seconds = binSeconds(span)
  const bin = durationText(seconds)
  const all = useAggregate(`${query} | count() by bin(${bin})`, params)
  const high = useAggregate(`${query} score>=${HIGH_RISK} | count() by bin(${bin})`, params, {
    enabled: payload,
  })
  const layers = payload
    ? [
        { name: 'below 0.7', color: levelColor('INFO') },
        { name: 'high risk', color: levelColor('CRITICAL') },
      ]
    : [{ name: 'scans', color: levelColor('INFO') }]
  return (
    <Card
      title="Scans over time"
      note={`per ${bin}; drag to zoom`}
      className={styles.wide}
      actions={
        <span className={styles.key} aria-hidden="true">
          {layers.map(({ name, color }) => (
            <span key={name}>
              <i style={{ background: color }} />
              {name}
            </span>
          ))}
        </span>
      }
    >
      <Shown query={all}>
        {data => (
          <StackedBars
            label="Scans over time, those of high risk on top"
            layers={layers}
            buckets={riskOverTime(data, payload ? high.data : undefined)}
            span={span}
            seconds={seconds}
            height={150}
            unit="scans"
            onBrush={setSpan}
          />
        )}
      </Shown>
    </Card>
  )
}

function Scores({ scans: { query, narrow } }: { readonly scans: Scans }) {
  const { params } = useRange()
  const answer = useAggregate(`${query} | count() by bin(score, 0.1)`, params)
  return (
    <Card title="Risk scores" note="how many scans; click to narrow">
      <Shown<AggregateAnswer> query={answer}>
        {data => {
          const bins = scoreBins(data)
          return (
            <Columns
              label="Scans by score"
              bars={bins.map(({ from, to, count }) => ({
                name: binName(from, to),
                value: count,
                color: from >= HIGH_RISK ? levelColor('CRITICAL') : levelColor('INFO'),
              }))}
              onPick={({ name }) => {
                const bin = bins.find(({ from, to }) => binName(from, to) === name)
                if (bin !== undefined) narrow({ score: `${bin.from.toFixed(1)}-${bin.to.toFixed(1)}` })
              }}
            />
          )
        }}
      </Shown>
    </Card>
  )
}

/** `.7–.8`: ten of them have to stand side by side on a telephone. */
function binName(from: number, to: number): string {
  return `${from.toFixed(1).slice(1)}–${to === 1 ? '1' : to.toFixed(1).slice(1)}`
}

function Severities({ scans: { query, payload, narrow } }: { readonly scans: Scans }) {
  const { params } = useRange()
  // The API gives severities to all who read, as long as nothing narrows them.
  const stats = useScanStats()
  const counted = useAggregate(`${query} | count() by severity`, params, {
    enabled: payload && query !== SCANS,
  })
  const all = query === SCANS || !payload
  const counts = all
    ? stats.data && Object.entries(stats.data.by_severity).map(([name, value]) => ({ name, value }))
    : counted.data && namedOf(counted.data)
  const { error, refetch } = all ? stats : counted
  return (
    <Card title="Severity" className={payload ? undefined : styles.wide}>
      <Shown query={{ data: counts, error, refetch }}>
        {data => {
          const bars = severitiesOf(data).map(bar => ({ ...bar, color: severityColor(bar.name) }))
          if (bars.length === 0) return <p className={styles.none}>No scans in this range.</p>
          return (
            <Donut
              label="Scans by severity"
              bars={bars}
              {...(payload ? { onPick: ({ name }) => narrow({ severity: name }) } : {})}
            />
          )
        }}
      </Shown>
    </Card>
  )
}
