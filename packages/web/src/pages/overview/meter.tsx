import styles from './overview.module.css'

/** Percent from which on a resource is nearly, and all but, used up. */
const HIGH = 80
const FULL = 92

export type Tone = 'warn' | 'bad' | undefined

export function toneOf(percent: number | null): Tone {
  if (percent === null || percent < HIGH) return undefined
  return percent < FULL ? 'warn' : 'bad'
}

/** How much of a resource is used, as a bar. */
export function Meter({
  name,
  percent,
  tone,
}: {
  readonly name: string
  readonly percent: number | null
  readonly tone: Tone
}) {
  if (percent === null) return null
  return (
    <dd className={styles.meter} data-tone={tone}>
      <meter aria-label={name} min={0} max={100} value={percent} />
    </dd>
  )
}
