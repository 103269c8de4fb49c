import type { SeriesAnswer } from '../../api/types.ts'
import { formatOf, labelsOf } from '../../chart/series.ts'
import type { Span } from '../../time/range.ts'
import { Card } from '../../ui/card.tsx'
import { plural } from '../../ui/numbers.ts'
import { Empty } from '../../ui/states.tsx'
import { Conditions } from './conditions.tsx'
import type { CatalogueEntry } from './data.ts'
import { isCondition } from './expression.ts'
import { hiddenIn, hideText } from './hidden.ts'
import { Lines } from './lines.tsx'
import styles from './series.module.css'
import { unitOf } from './units.ts'
import { Values } from './values.tsx'

/** Series beyond these start hidden: more lines tell less. */
const DRAWN = 12

/** What an expression gave: drawn, and its figures. Conditions are drawn as the time in which they hold. */
export function Result({
  answer,
  catalogue,
  hidden,
  waiting,
  stepText,
  onHide,
  onBrush,
}: {
  readonly answer: SeriesAnswer
  readonly catalogue: readonly CatalogueEntry[]
  /** As it stands in the address. */
  readonly hidden: string | undefined
  readonly waiting: boolean
  readonly stepText: string
  readonly onHide: (hidden: string | undefined) => void
  readonly onBrush: (span: Span) => void
}) {
  const { series, expr } = answer
  if (series.length === 0 || series.every(({ points }) => points.every(([, value]) => value === null)))
    return (
      <Card>
        <Empty title="No values in this range">
          The expression is sound, but nothing it asks for was recorded between these times. A longer range,
          or fewer conditions, may show some.
        </Empty>
      </Card>
    )
  const labels = labelsOf(series, expr)
  const off = hiddenIn(hidden, labels, DRAWN)
  const unit = unitOf(expr, catalogue)
  const format = formatOf(unit)
  const condition = isCondition(expr)
  const note = [
    plural(series.length, 'series').replace(/seriess$/, 'series'),
    `one value each ${stepText}`,
    ...(unit === '' || unit === 'share' ? [] : [`in ${unit}`]),
  ].join(' · ')
  const toggle = (label: string) => {
    const after = off.includes(label) ? off.filter(one => one !== label) : [...off, label]
    onHide(hideText(after, labels, DRAWN))
  }
  const solo = (label: string) => {
    const others = labels.filter(one => one !== label)
    const already = others.every(one => off.includes(one)) && !off.includes(label)
    onHide(already ? undefined : hideText(others, labels, DRAWN))
  }
  return (
    <div className={styles.result} aria-busy={waiting}>
      <Card title={condition ? 'When it holds' : 'Over time'} note={note}>
        {condition ? (
          <Conditions answer={answer} labels={labels} hidden={off} />
        ) : (
          <Lines answer={answer} labels={labels} hidden={off} format={format} onBrush={onBrush} />
        )}
        {answer.truncated && (
          <p className={styles.said}>
            There are more groups than an answer holds: these are not all. Add conditions, or group by fewer
            names.
          </p>
        )}
        {answer.approximate && (
          <p className={styles.said}>
            Approximate: percentiles of hours that are rolled up already are put together from those of each
            hour.
          </p>
        )}
      </Card>
      <Card title="Figures" note="of the steps that have a value" flush>
        <Values
          answer={answer}
          labels={labels}
          hidden={off}
          format={condition ? undefined : format}
          onToggle={toggle}
          onSolo={solo}
        />
      </Card>
    </div>
  )
}
