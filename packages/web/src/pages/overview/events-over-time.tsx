import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type AggregateAnswer, LEVELS } from '../../api/types.ts'
import { StackedBars } from '../../chart/stacked-bars.tsx'
import { bucketsOf, total } from '../../query/buckets.ts'
import { durationText, rangeOfSpan, type Span } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { levelColor } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { count, plural } from '../../ui/numbers.ts'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import styles from './overview.module.css'
import { EVENTS } from './queries.ts'

const LAYERS = LEVELS.map(name => ({ name, color: levelColor(name) }))

/** Every event of the range by level; dragging opens what was chosen in Explore. */
export function EventsOverTime({
  answer,
  error,
  seconds,
  anyEver,
}: {
  readonly answer: AggregateAnswer | undefined
  readonly error: Error | null
  readonly seconds: number
  /** Something was recorded at some time, or it is not known yet. */
  readonly anyEver: boolean
}) {
  const { span, set } = useRange()
  const navigate = useNavigate()
  const buckets = useMemo(() => (answer === undefined ? [] : bucketsOf(answer, 'level', LEVELS)), [answer])
  const explore = (q: string, chosen?: Span) =>
    void navigate({
      to: '/explore',
      search: before => ({ ...before, q, ...(chosen === undefined ? {} : rangeOfSpan(chosen)) }),
    })
  const all = total(buckets, [...LEVELS.keys()])
  return (
    <Card
      title="Events"
      note={answer === undefined ? undefined : `${plural(all, 'event')}, each bar ${durationText(seconds)}`}
      actions={
        <Button small look="quiet" onClick={() => explore(EVENTS)}>
          Open in Explore
        </Button>
      }
    >
      {error !== null && <ErrorState error={error} />}
      {answer === undefined && error === null && <Loading what="Counting events" />}
      {answer !== undefined && all === 0 && anyEver && (
        <Empty
          title="No events in this range"
          action={<Button onClick={() => set({ from: '-7d', to: 'now' })}>Show the last 7 days</Button>}
        />
      )}
      {answer !== undefined && all > 0 && (
        <>
          <StackedBars
            label={`Events by level over time: ${plural(all, 'event')}`}
            layers={LAYERS}
            buckets={buckets}
            span={span}
            seconds={seconds}
            height={132}
            onBrush={chosen => explore(EVENTS, chosen)}
          />
          <ul className={styles.levels} aria-label="Events by level">
            {LEVELS.map((level, i) => ({ level, sum: total(buckets, [i]) }))
              .filter(({ sum }) => sum > 0)
              .reverse()
              .map(({ level, sum }) => (
                <li key={level}>
                  <button type="button" onClick={() => explore(`${EVENTS} level:${level}`)}>
                    <i style={{ background: levelColor(level) }} />
                    {level} <b>{count(sum)}</b>
                  </button>
                </li>
              ))}
          </ul>
        </>
      )}
    </Card>
  )
}
