import { Stat, Stats } from '../../ui/card.tsx'
import { count, duration, percent, plural } from '../../ui/numbers.ts'
import { ErrorState } from '../../ui/states.tsx'
import { useAccuracy, useFigures } from './use-figures.ts'
import type { Scans } from './use-scans.ts'

const NONE = '–'

/** The figures of the scans that are meant; the two rates are by the feedback on them. */
export function FigureRow({ scans }: { readonly scans: Scans }) {
  const { figures, error, retry } = useFigures(scans)
  const accuracy = useAccuracy(scans)
  if (error !== null) return <ErrorState error={error} onRetry={retry} />

  const done = (action: string) => figures?.actions?.find(({ name }) => name === action)?.value ?? 0
  const shown = (value: number | undefined) => (value === undefined ? NONE : count(value))
  const reviewed = accuracy.data?.reviewed ?? 0
  const share = figures === undefined || figures.scans === 0 ? undefined : figures.highRisk / figures.scans
  return (
    <Stats>
      <Stat label="Scans" value={shown(figures?.scans)} />
      <Stat
        label="High risk"
        value={shown(figures?.highRisk)}
        note={`${percent(share)} · score ≥ 0.7`}
        tone={figures !== undefined && figures.highRisk > 0 ? 'bad' : undefined}
      />
      {scans.payload && (
        <Stat
          label="Blocked"
          value={figures?.actions === undefined ? NONE : count(done('block'))}
          note={figures?.actions === undefined ? undefined : `${count(done('redact'))} redacted`}
        />
      )}
      <Stat
        label="Average latency"
        value={typeof figures?.latencyMs === 'number' ? duration(figures.latencyMs) : NONE}
      />
      <Stat label="Active sessions" value={shown(figures?.sessions)} />
      <Stat
        label="False positives"
        value={percent(accuracy.data?.false_positive_rate)}
        note={accuracy.error === null ? `of ${plural(reviewed, 'review')}` : accuracy.error.message}
        tone={(accuracy.data?.false_positive_rate ?? 0) > 0.05 ? 'warn' : undefined}
      />
      <Stat
        label="Detection accuracy"
        value={percent(accuracy.data?.detection_accuracy)}
        note={reviewed === 0 ? 'no feedback yet' : 'by feedback on scans'}
        tone={
          accuracy.data?.detection_accuracy != null && accuracy.data.detection_accuracy < 0.85
            ? 'warn'
            : undefined
        }
      />
    </Stats>
  )
}
