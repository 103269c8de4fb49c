import { useTimes } from '../../time/format.ts'
import { Card } from '../../ui/card.tsx'
import { short } from '../../ui/numbers.ts'
import styles from './analytics.module.css'
import { heatOf, WEEKDAYS } from './heat.ts'
import type { Shared } from './shared.ts'

/** Events of an average hour for each weekday and hour: a table whose cells are shaded. */
export function BusiestHours({ periods, current }: Shared) {
  const { zone } = useTimes()
  if (current.events === undefined) return null
  const { cells, most } = heatOf(current.events, periods.current, zone)
  return (
    <Card title="Busiest hours" note={`events of an average hour, in ${zone}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.heat} tabIndex={0} aria-label="Weekdays and hours">
        <table>
          <caption className="hidden-visually">
            Events of an average hour by weekday and hour, in {zone}
          </caption>
          <thead>
            <tr>
              <td />
              {cells[0]!.map((_, hour) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the index is the hour.
                <th key={hour} scope="col">
                  {hour % 3 === 0 ? hour : <span className="hidden-visually">{hour}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((row, weekday) => (
              <tr key={WEEKDAYS[weekday]}>
                <th scope="row">{WEEKDAYS[weekday]}</th>
                {row.map((value, hour) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: the index is the hour.
                    key={hour}
                    title={`${WEEKDAYS[weekday]} ${hour}:00: ${short(value)} events`}
                    style={{
                      background: `color-mix(in srgb, var(--accent) ${most.value === 0 ? 0 : Math.round((value / most.value) * 100)}%, var(--sunken))`,
                    }}
                  >
                    <span className="hidden-visually">{short(value)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={styles.scale}>
        none <i aria-hidden="true" /> {short(most.value)}, {WEEKDAYS[most.weekday]} {most.hour}:00
      </p>
    </Card>
  )
}
