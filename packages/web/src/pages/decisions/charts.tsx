import { useMemo } from 'react'
import { LineChart } from '../../chart/line-chart.tsx'
import { StackedBars } from '../../chart/stacked-bars.tsx'
import { durationText } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { levelColor } from '../../ui/badge.tsx'
import { Card, Grid, Stat, Stats } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count, percent } from '../../ui/numbers.ts'
import { Shown } from '../../ui/shown.tsx'
import styles from './decisions.module.css'
import { blockedShare, type DecisionStats } from './figures.ts'
import { type Decisions, useStats } from './use-decisions.ts'

const LAYERS = [
  { name: 'allowed', color: levelColor('AUDIT') },
  { name: 'blocked', color: levelColor('CRITICAL') },
]

/** Figures of the decisions that are meant, and their verdicts over time. */
export function Charts({ decisions }: { readonly decisions: Decisions }) {
  const { query, seconds, span } = useStats(decisions)
  const { setSpan } = useRange()
  const note = `per ${durationText(seconds)}; drag to zoom`
  return (
    <Shown query={query}>
      {stats => (
        <>
          <Figures stats={stats} />
          {stats.truncated && (
            <Notice tone="warn">
              There are more models, operations or steps than are counted here. Choose a shorter range.
            </Notice>
          )}
          <Grid>
            <Card
              title="Allowed and blocked"
              note={note}
              actions={
                <span className={styles.key} aria-hidden="true">
                  {LAYERS.map(({ name, color }) => (
                    <span key={name}>
                      <i style={{ background: color }} />
                      {name}
                    </span>
                  ))}
                </span>
              }
            >
              <StackedBars
                label="Decisions over time: allowed, and blocked on top"
                layers={LAYERS}
                buckets={stats.over_time.map(({ time, allowed, blocked }) => ({
                  time: Date.parse(time),
                  values: [allowed, blocked],
                }))}
                span={span}
                seconds={seconds}
                height={172}
                unit="decisions"
                onBrush={setSpan}
              />
            </Card>
            <Card title="Share blocked" note={note}>
              <Share stats={stats} seconds={seconds} />
            </Card>
          </Grid>
        </>
      )}
    </Shown>
  )
}

function Figures({ stats }: { readonly stats: DecisionStats }) {
  const { total, allowed, blocked, allowed_ratio: ratio, average_risk: risk } = stats
  return (
    <Stats>
      <Stat label="Decisions" value={count(total)} />
      <Stat label="Allowed" value={count(allowed)} note={percent(ratio)} />
      <Stat
        label="Blocked"
        value={count(blocked)}
        note={percent(ratio === null ? null : 1 - ratio)}
        tone={blocked > 0 ? 'bad' : undefined}
      />
      <Stat label="Allowed for each blocked" value={blocked === 0 ? '–' : (allowed / blocked).toFixed(1)} />
      <Stat label="Average risk" value={risk === null ? '–' : risk.toFixed(2)} note="0 to 1" />
    </Stats>
  )
}

const asPercent = (value: number) => percent(value, 0)

function Share({ stats, seconds }: { readonly stats: DecisionStats; readonly seconds: number }) {
  const { span, setSpan } = useRange()
  const lines = useMemo(
    () => [
      {
        name: 'blocked',
        color: 'var(--level-critical)',
        points: blockedShare(stats.over_time, span, seconds),
      },
    ],
    [stats, span, seconds],
  )
  return (
    <LineChart
      label="Share of decisions that blocked, over time"
      lines={lines}
      height={150}
      format={asPercent}
      area
      onBrush={setSpan}
    />
  )
}
