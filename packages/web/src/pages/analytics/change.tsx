import { count } from '../../ui/numbers.ts'
import styles from './analytics.module.css'
import { changeOf, changeText, type Pair } from './compare.ts'

/** How a figure changed. `more` says what an increase is; what is neither good nor bad is not coloured. */
export function Change({
  pair,
  comparable,
  more,
  days,
}: {
  readonly pair: Pair
  readonly comparable: boolean
  readonly more?: 'good' | 'bad' | undefined
  readonly days: number
}) {
  if (!comparable) return null
  const change = changeOf(pair)
  const rounded = Math.round((change ?? 0) * 100)
  const tone =
    more === undefined || rounded === 0 ? undefined : rounded > 0 === (more === 'bad') ? 'bad' : 'good'
  return (
    <span
      className={styles.change}
      data-tone={tone}
      title={`${count(pair.before)} in the ${days} days before`}
    >
      {changeText(pair)}
    </span>
  )
}
