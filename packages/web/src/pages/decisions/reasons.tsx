import { useNavigate } from '@tanstack/react-router'
import { useAggregate } from '../../api/figures.ts'
import { BarList } from '../../chart/bars.tsx'
import { itemAt, itemsOf, type Named, namedOf } from '../../query/named.ts'
import { holding, term } from '../../query/terms.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card, Grid } from '../../ui/card.tsx'
import { Shown } from '../../ui/shown.tsx'
import { clip } from '../../ui/text.ts'
import styles from './decisions.module.css'
import { queryOf } from './filter.ts'
import type { Decisions } from './use-decisions.ts'

const MOST = 8
const LISTS = 1_000

/** Why it was blocked: in words, and by which rules. Each leads to its decisions in Explore. */
export function Reasons({ decisions }: { readonly decisions: Decisions }) {
  const { params } = useRange()
  const navigate = useNavigate()
  const blocked = queryOf({ ...decisions.filter, allowed: 'false' })
  const reasons = useAggregate(`${blocked} | top ${MOST} attributes.reason`, params)
  const rules = useAggregate(`${blocked} rules:* | count() by attributes.rules | limit ${LISTS}`, params)
  const explore = (more: string) => void navigate({ to: '/explore', search: { q: `${blocked} ${more}` } })
  return (
    <Grid>
      <Card title="Reasons for blocking" note="opens them in Explore">
        <Shown query={reasons}>
          {data => (
            <Top
              label="Reasons for blocking"
              bars={namedOf(data)}
              onPick={reason => explore(term('attributes.reason', reason))}
            />
          )}
        </Shown>
      </Card>
      <Card title="Rules behind blocked decisions" note="opens them in Explore">
        <Shown query={rules}>
          {data => (
            <Top
              label="Rules behind blocked decisions"
              bars={itemsOf(data).slice(0, MOST)}
              onPick={rule => explore(holding('attributes.rules', JSON.stringify(rule)))}
            />
          )}
        </Shown>
      </Card>
    </Grid>
  )
}

function Top({
  label,
  bars,
  onPick,
}: {
  readonly label: string
  readonly bars: readonly Named[]
  readonly onPick: (name: string) => void
}) {
  if (bars.length === 0) return <p className={styles.nothing}>Nothing was blocked here.</p>
  return (
    <BarList
      label={label}
      bars={bars.map(({ name, value }) => ({ name: clip(name), value }))}
      onPick={bar => {
        const found = itemAt(bars, bar.name)
        if (found !== undefined) onPick(found)
      }}
    />
  )
}
