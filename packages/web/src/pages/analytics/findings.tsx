import { ArrowDownRight, CircleAlert, Info } from 'lucide-react'
import { useTimes } from '../../time/format.ts'
import { Card } from '../../ui/card.tsx'
import { clip } from '../../ui/text.ts'
import styles from './analytics.module.css'
import { type Pair, pairsOf } from './compare.ts'
import { type Figures, type Hours, type Names, type Part, sum, useSources } from './data.ts'
import { heatOf } from './heat.ts'
import type { Shared } from './shared.ts'
import { findingsOf } from './words.ts'

const ICONS = { bad: CircleAlert, good: ArrowDownRight, note: Info } as const
const WORDS = { bad: 'Worse', good: 'Better', note: 'Note' } as const
const MOST = 7

/** What stands out, in sentences. */
export function Findings({ days, periods, current, before, comparable }: Shared) {
  const { zone } = useTimes()
  const sources = useSources('ip', periods.current, current.threatTypes !== undefined)
  const hours = (of: (figures: Figures) => Hours | undefined): Pair | undefined => {
    const [now, past] = [of(current), of(before)]
    return now === undefined || past === undefined ? undefined : { now: sum(now), before: sum(past) }
  }
  const names = (of: (figures: Figures) => Names | undefined) => {
    const [now, past] = [of(current), of(before)]
    return now === undefined || past === undefined
      ? undefined
      : pairsOf(now, past).map(one => ({ ...one, name: clip(one.name, 60) }))
  }
  const shares = (of: (figures: Figures) => Part | undefined) => {
    const [now, past] = [of(current), of(before)]
    return now === undefined || past === undefined
      ? undefined
      : { part: { now: now.part, before: past.part }, whole: { now: now.whole, before: past.whole } }
  }
  const findings = findingsOf({
    days,
    comparable,
    events: hours(one => one.events),
    errors: hours(one => one.errors),
    requests: hours(one => one.requests),
    threats: hours(one => one.threats),
    eventsByService: names(one => one.eventsByService),
    errorsByService: names(one => one.errorsByService)?.filter(({ now, before: past }) => now + past > 0),
    threatTypes: names(one => one.threatTypes),
    sources: sources.data?.rows.map(([ip, count]) => ({ name: clip(String(ip), 60), count: Number(count) })),
    highRisk: shares(one => one.scans),
    blocked: shares(one => one.decisions),
    heat: current.events && heatOf(current.events, periods.current, zone),
  })
  return (
    <Card title="What stands out">
      {findings.length === 0 ? (
        <p className={styles.quiet}>
          {comparable ? `Nothing changed much against the ${days} days before.` : 'Nothing stands out.'}
        </p>
      ) : (
        <ul className={styles.findings}>
          {findings.slice(0, MOST).map(({ tone, text }) => {
            const Icon = ICONS[tone]
            return (
              <li key={text} data-tone={tone}>
                <Icon size={15} aria-hidden="true" />
                <span>
                  <span className="hidden-visually">{WORDS[tone]}: </span>
                  {text}
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
