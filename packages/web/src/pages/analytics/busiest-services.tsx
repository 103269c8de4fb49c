import { useNavigate } from '@tanstack/react-router'
import { and, not, term } from '../../query/terms.ts'
import { rangeOfSpan } from '../../time/range.ts'
import { Card } from '../../ui/card.tsx'
import { count, percent } from '../../ui/numbers.ts'
import { Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { Change } from './change.tsx'
import { pairsOf } from './compare.ts'
import { EVENTS, UNNAMED } from './data.ts'
import type { Shared } from './shared.ts'

const MOST = 8

/** The services that sent most, and how many of their events are errors; a row opens them in Explore. */
export function BusiestServices({ days, periods, current, before, comparable }: Shared) {
  const navigate = useNavigate()
  const none = new Map<string, number>()
  const all = pairsOf(current.eventsByService ?? none, before.eventsByService ?? none)
  const errors = current.errorsByService ?? none
  const past = before.errorsByService ?? none
  const rows = all.slice(0, MOST).map(({ name, ...events }) => ({
    name,
    events,
    errors: { now: errors.get(name) ?? 0, before: past.get(name) ?? 0 },
  }))
  type Row = (typeof rows)[number]
  return (
    <Card
      title="Busiest services"
      note={all.length > MOST ? `${MOST} of ${count(all.length)}` : undefined}
      flush
    >
      <Table
        caption="Services by events"
        rows={rows}
        keyOf={({ name }) => name}
        onOpen={({ name }) =>
          void navigate({
            to: '/explore',
            search: search => ({
              ...search,
              q: name === UNNAMED ? `${EVENTS} ${not('service:*')}` : and(EVENTS, term('service', name)),
              ...rangeOfSpan(periods.current),
            }),
          })
        }
        columns={[
          { name: 'Service', grow: true, cell: ({ name }) => clip(name, 80) },
          { name: 'Events', number: true, cell: ({ events }: Row) => count(events.now) },
          ...(comparable
            ? [
                {
                  name: 'Events change',
                  number: true,
                  cell: ({ events }: Row) => <Change pair={events} comparable days={days} />,
                },
              ]
            : []),
          { name: 'Errors', number: true, cell: ({ errors: one }: Row) => count(one.now) },
          ...(comparable
            ? [
                {
                  name: 'Errors change',
                  number: true,
                  cell: ({ errors: one }: Row) => <Change pair={one} comparable more="bad" days={days} />,
                },
              ]
            : []),
          {
            name: 'Error share',
            number: true,
            cell: ({ events, errors: one }: Row) => percent(events.now === 0 ? null : one.now / events.now),
          },
        ]}
      />
    </Card>
  )
}
