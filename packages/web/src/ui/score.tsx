import styles from './score.module.css'

/** From here on a score is of high risk. */
const HIGH = 0.7

/** A risk between 0 and 1, as a length and as a figure. */
export function Score({ value }: { readonly value: number }) {
  return (
    <span className={styles.score} data-high={value >= HIGH}>
      <span className={styles.track} aria-hidden="true">
        <i style={{ width: `${Math.min(Math.max(value, 0), 1) * 100}%` }} />
      </span>
      {value.toFixed(2)}
    </span>
  )
}
