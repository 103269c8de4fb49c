import { THREATS } from '@tallystick/core'
import { useNavigate } from '@tanstack/react-router'
import { type Bar, BarList, Sparkline } from '../../chart/bars.tsx'
import { and, term } from '../../query/terms.ts'
import { rangeOfSpan } from '../../time/range.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { count, percent, plural } from '../../ui/numbers.ts'
import { clip } from '../../ui/text.ts'
import styles from './analytics.module.css'
import { Change } from './change.tsx'
import { changeText, pairsOf } from './compare.ts'
import { sum, useSources } from './data.ts'
import { slotMs, slotsOf } from './period.ts'
import type { Shared } from './shared.ts'
import { topType } from './threats.ts'

const MOST = 6

/** Threats of the period: how many, of which types, from where. */
export function Threats({
  payload,
  days,
  periods,
  current,
  before,
  comparable,
}: Shared & { readonly payload: boolean }) {
  const navigate = useNavigate()
  const addresses = useSources('ip', periods.current, payload)
  const users = useSources('user_id', periods.current, payload)
  const pair = current.threats && before.threats && { now: sum(current.threats), before: sum(before.threats) }
  const types = pairsOf(current.threatTypes ?? new Map(), before.threatTypes ?? new Map())
  const top = topType(types, pair?.now ?? 0)
  const explore = (q: string) =>
    void navigate({ to: '/explore', search: search => ({ ...search, q, ...rangeOfSpan(periods.current) }) })
  const sources = (field: 'ip' | 'user_id', answer: typeof addresses) => {
    const rows = answer.data?.rows ?? []
    return (
      <BarList
        label={field === 'ip' ? 'Threats by address' : 'Threats by user'}
        bars={rows.map(
          ([value, n]): Bar => ({
            name: clip(String(value), 80),
            value: Number(n),
            color: 'var(--level-critical)',
          }),
        )}
        onPick={({ name }) => {
          const row = rows.find(([value]) => clip(String(value), 80) === name)
          if (row !== undefined) explore(and(THREATS, term(field, String(row[0]))))
        }}
      />
    )
  }
  return (
    <Card
      title="Threats"
      note="scans with a score of 0.7 and above, and threats among security events"
      actions={
        payload && (
          <Button small look="quiet" onClick={() => explore(THREATS)}>
            Open in Explore
          </Button>
        )
      }
    >
      <div className={styles.threats}>
        <div>
          <h3>Total</h3>
          <p className={styles.total}>
            {pair === undefined ? '–' : count(pair.now)}{' '}
            {pair !== undefined && <Change pair={pair} comparable={comparable} more="bad" days={days} />}
          </p>
          {pair !== undefined && pair.now > 0 && (
            <Sparkline
              values={slotsOf(current.threats ?? [], periods.current, slotMs(days))}
              color="var(--level-critical)"
            />
          )}
          {pair?.now === 0 && <p className={styles.quiet}>None was found in these {days} days.</p>}
        </div>
        {payload ? (
          <>
            <div>
              <h3>Top type</h3>
              <p className={styles.total}>
                {top === undefined ? '–' : clip(top.type.name, 40)}
                {top !== undefined && <small>{percent(top.share, 0)} of the threats</small>}
              </p>
              <BarList
                label="Threats by type"
                bars={types.slice(0, MOST).map(type => ({
                  name: clip(type.name, 60),
                  value: type.now,
                  color: 'var(--level-critical)',
                  note: comparable ? changeText(type) : undefined,
                }))}
              />
              {types.length > MOST && (
                <p className={styles.quiet}>and {plural(types.length - MOST, 'more type')}</p>
              )}
            </div>
            <div>
              <h3>Addresses</h3>
              <p className={styles.total}>
                {current.sources === undefined ? '–' : count(current.sources.addresses)}
              </p>
              {sources('ip', addresses)}
            </div>
            <div>
              <h3>Users</h3>
              <p className={styles.total}>
                {current.sources === undefined ? '–' : count(current.sources.users)}
              </p>
              {sources('user_id', users)}
            </div>
          </>
        ) : (
          <p className={styles.quiet}>
            Types and sources are read from the attributes of events, which needs the permission “payload”.
          </p>
        )}
      </div>
    </Card>
  )
}
