import type { SeriesAnswer } from '../../api/types.ts'
import { useTimes } from '../../time/format.ts'
import { percent } from '../../ui/numbers.ts'
import { clip } from '../../ui/text.ts'
import styles from './series.module.css'
import { heldShare, runsOf } from './stats.ts'

/** A condition as bands: filled where it holds, an outline where it does not, nothing where that is not known. */
export function Conditions({
  answer,
  labels,
  hidden,
}: {
  readonly answer: SeriesAnswer
  readonly labels: readonly string[]
  readonly hidden: readonly string[]
}) {
  const times = useTimes()
  const [from, to] = [Date.parse(answer.from), Date.parse(answer.to)]
  const place = (time: number) => `${((time - from) / (to - from)) * 100}%`
  return (
    <div className={styles.bands}>
      <ul>
        {answer.series.map((series, i) => {
          const label = labels[i]!
          if (hidden.includes(label)) return null
          const runs = runsOf(series, Number(answer.step))
          const held = heldShare(runs)
          const last = runs.findLast(({ holds }) => holds === true)
          return (
            <li key={label}>
              <p className={styles.bandName}>
                <span>{clip(label, 80)}</span>
                <em>
                  {held === null
                    ? 'not known'
                    : held === 0
                      ? 'never'
                      : `${percent(held)} of the time, last at ${times.short(last!.to - Number(answer.step) * 1_000)}`}
                </em>
              </p>
              <div className={styles.band} aria-hidden="true">
                {runs.map(run => (
                  <span
                    key={run.from}
                    data-holds={run.holds}
                    title={`${times.short(run.from)} – ${times.short(run.to)}: ${run.holds === null ? 'not known' : run.holds ? 'holds' : 'does not hold'}`}
                    style={{ left: place(run.from), width: place(from + run.to - run.from) }}
                  />
                ))}
              </div>
            </li>
          )
        })}
      </ul>
      <p className={styles.ends}>
        <span>{times.short(from)}</span>
        <span>filled: holds · outline: does not · gap: not known</span>
        <span>{times.short(to)}</span>
      </p>
    </div>
  )
}
