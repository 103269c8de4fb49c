import { useAggregate } from '../../api/figures.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card, Grid } from '../../ui/card.tsx'
import { count, percent } from '../../ui/numbers.ts'
import { Score } from '../../ui/score.tsx'
import { Shown } from '../../ui/shown.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import styles from './decisions.module.css'
import { type CustomerRow, customersOf, type DecisionStats } from './figures.ts'
import { queryOf } from './filter.ts'
import { type Decisions, useStats } from './use-decisions.ts'

const MOST = 200

type Use = DecisionStats['by_model_operation'][number]

/** Average risk and verdicts, by what was asked for and by who asked. */
export function Uses({ decisions }: { readonly decisions: Decisions }) {
  return (
    <Grid>
      <ByUse decisions={decisions} />
      <ByCustomer decisions={decisions} />
    </Grid>
  )
}

function ByUse({ decisions }: { readonly decisions: Decisions }) {
  const { query } = useStats(decisions)
  const columns: Column<Use>[] = [
    { name: 'Model', cell: ({ model }) => clip(model ?? '–', 60) },
    { name: 'Operation', grow: true, cell: ({ operation }) => clip(operation ?? '–', 60) },
    { name: 'Decisions', number: true, cell: ({ total }) => count(total) },
    { name: 'Blocked', number: true, cell: ({ total, blocked }) => percent(blocked / total) },
    { name: 'Average risk', number: true, cell: ({ average_risk: risk }) => <Risk value={risk} /> },
  ]
  return (
    <Card title="By model and operation" note="click to narrow" flush className={styles.tall}>
      <Shown query={query}>
        {({ by_model_operation: uses }) => (
          <Table
            caption="Decisions by model and operation"
            columns={columns}
            rows={uses.slice(0, MOST)}
            keyOf={({ model, operation }) => JSON.stringify([model, operation])}
            onOpen={({ model, operation }) =>
              decisions.narrow({ model: model ?? undefined, operation: operation ?? undefined })
            }
            empty={<p className={styles.none}>No decisions in this range.</p>}
          />
        )}
      </Shown>
    </Card>
  )
}

function ByCustomer({ decisions }: { readonly decisions: Decisions }) {
  const { params } = useRange()
  const query = queryOf({ ...decisions.filter, allowed: undefined })
  const answer = useAggregate(
    `${query} | count(), avg(attributes.risk_score) by attributes.customer_id, attributes.allowed | limit ${3 * MOST}`,
    params,
  )
  const columns: Column<CustomerRow>[] = [
    { name: 'Customer', grow: true, cell: ({ customer }) => clip(customer ?? '–', 80) },
    { name: 'Decisions', number: true, cell: ({ total }) => count(total) },
    { name: 'Blocked', number: true, cell: ({ total, blocked }) => percent(blocked / total) },
    { name: 'Average risk', number: true, cell: ({ averageRisk }) => <Risk value={averageRisk} /> },
  ]
  return (
    <Card title="By customer" note="click to narrow" flush className={styles.tall}>
      <Shown query={answer}>
        {data => (
          <Table
            caption="Decisions by customer"
            columns={columns}
            rows={customersOf(data).slice(0, MOST)}
            keyOf={({ customer }) => JSON.stringify(customer)}
            onOpen={({ customer }) => {
              if (customer !== null) decisions.narrow({ customer })
            }}
            empty={<p className={styles.none}>No decisions in this range.</p>}
          />
        )}
      </Shown>
    </Card>
  )
}

export function Risk({ value }: { readonly value: number | null }) {
  return value === null ? <>–</> : <Score value={value} />
}
