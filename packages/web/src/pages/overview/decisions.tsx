import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useAggregate } from '../../api/figures.ts'
import { StackedBars } from '../../chart/stacked-bars.tsx'
import { bucketsOf, total } from '../../query/buckets.ts'
import { binSeconds, durationText } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card } from '../../ui/card.tsx'
import { Command } from '../../ui/command.tsx'
import { count, percent } from '../../ui/numbers.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import styles from './overview.module.css'
import { ALLOWED, BLOCKED } from './queries.ts'

const LAYERS = [
  { name: 'allowed', color: 'var(--series-1)' },
  { name: 'blocked', color: 'var(--series-2)' },
]
/** Buckets of a chart that is a third of the page wide. */
const BUCKETS = 30

/** How governance decided: the share that was allowed, and both over time. */
export function Decisions() {
  const { params, span } = useRange()
  const seconds = binSeconds(span, BUCKETS)
  const answer = useAggregate(`stream:decision | count() by name, bin(${durationText(seconds)})`, params)
  const buckets = useMemo(
    () => (answer.data === undefined ? [] : bucketsOf(answer.data, 'name', [ALLOWED, BLOCKED])),
    [answer.data],
  )
  const [allowed, blocked] = [total(buckets, [0]), total(buckets, [1])]
  const all = allowed + blocked
  const command = `curl -X POST ${location.origin}/v1/check -H "Authorization: Bearer $TALLYSTICK_KEY" -H 'content-type: application/json' -d '{"model":"gpt-4o-mini","operation":"summarize"}'`
  return (
    <Card title="Decisions" note={all === 0 ? undefined : `${percent(allowed / all)} allowed`}>
      {answer.error !== null && <ErrorState error={answer.error} />}
      {answer.isPending && answer.error === null && <Loading what="Counting decisions" />}
      {answer.data !== undefined && all === 0 && (
        <>
          <p className={styles.none}>
            Nothing was asked of governance in this range. To ask whether a model may:
          </p>
          <Command text={command} />
        </>
      )}
      {all > 0 && (
        <>
          <div className={styles.ratio} aria-hidden="true">
            <span style={{ width: `${(100 * allowed) / all}%` }} />
          </div>
          <p className={styles.sides}>
            <Link to="/decisions" search={before => ({ ...before, allowed: 'true' })}>
              <i style={{ background: 'var(--series-1)' }} />
              {count(allowed)} allowed
            </Link>
            <Link to="/decisions" search={before => ({ ...before, allowed: 'false' })}>
              <i style={{ background: 'var(--series-2)' }} />
              {count(blocked)} blocked
            </Link>
          </p>
          <StackedBars
            label={`Decisions over time: ${count(allowed)} allowed, ${count(blocked)} blocked`}
            layers={LAYERS}
            buckets={buckets}
            span={span}
            seconds={seconds}
            height={124}
            unit="decisions"
          />
        </>
      )}
    </Card>
  )
}
