import { usePages } from '../../api/pages.ts'
import { useRange } from '../../time/use-range.tsx'
import { When } from '../../time/when.tsx'
import { Card } from '../../ui/card.tsx'
import { Segmented } from '../../ui/field.tsx'
import { More } from '../../ui/more.tsx'
import { plural } from '../../ui/numbers.ts'
import { Pick } from '../../ui/pick.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import type { Decision, DecisionsAnswer } from './decision.ts'
import { policyLabel } from './decision.ts'
import { askedOf, FILTERS } from './filter.ts'
import type { Decisions } from './use-decisions.ts'
import { Risk } from './uses.tsx'
import { Verdict } from './verdict.tsx'

const FIRST = `curl -s ${location.origin}/v1/check -H "Authorization: Bearer $TALLYSTICK_KEY" -H 'content-type: application/json' -d '{"model": "gpt-4o-mini", "operation": "chat", "metadata": {"purpose": "customer-support"}}'`

/** The newest decisions of those that are meant. */
export function DecisionList({ decisions }: { readonly decisions: Decisions }) {
  const { narrow, open } = decisions
  const filter = askedOf(decisions.filter)
  const { params } = useRange()
  const list = usePages<DecisionsAnswer>('/api/v1/decisions', { ...filter, ...params, limit: 50 })
  const rows = list.pages.flatMap(page => page.decisions)
  const narrowed = FILTERS.some(name => filter[name] !== undefined)
  const columns: Column<Decision>[] = [
    { name: 'Time', cell: row => <When time={row.created_at} /> },
    { name: 'Verdict', cell: ({ allowed }) => <Verdict allowed={allowed} /> },
    { name: 'Risk', number: true, cell: row => <Risk value={row.risk_score} /> },
    {
      name: 'Model',
      cell: ({ model }) =>
        model !== null && (
          <Pick value={model} most={40} label="Only model" onPick={() => narrow({ model })} />
        ),
    },
    {
      name: 'Operation',
      cell: ({ operation }) =>
        operation !== null && (
          <Pick value={operation} most={40} label="Only operation" onPick={() => narrow({ operation })} />
        ),
    },
    {
      name: 'Customer',
      cell: ({ customer_id: customer }) =>
        customer !== null && (
          <Pick value={customer} most={40} label="Only customer" onPick={() => narrow({ customer })} />
        ),
    },
    { name: 'Reason', grow: 'text', cell: ({ reason }) => clip(reason ?? '', 160) },
    { name: 'Policy', cell: ({ policy }) => (policy === null ? '' : clip(policyLabel(policy), 40)) },
  ]
  return (
    <Card
      title="Recent decisions"
      flush
      actions={
        <Segmented
          label="Verdict"
          options={[
            ['', 'All'],
            ['true', 'Allowed'],
            ['false', 'Blocked only'],
          ]}
          value={filter.allowed ?? ''}
          onChange={allowed => narrow({ allowed: allowed || undefined })}
        />
      }
    >
      {list.error !== null ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading what="Loading decisions" />
      ) : rows.length === 0 ? (
        narrowed ? (
          <Empty title="No decision is like that">Lift a filter, or choose a longer range.</Empty>
        ) : (
          <Empty title="No decisions in this range" command={FIRST}>
            An application asks before it uses a model; the answer is recorded before it is given, and holds
            metadata only.
          </Empty>
        )
      ) : (
        <>
          <Table
            caption="List of recent decisions"
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            onOpen={({ id }) => open(id)}
          />
          <More
            shown={plural(rows.length, 'decision')}
            onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
            loading={list.isFetchingNextPage}
            what="Show earlier"
          />
        </>
      )}
    </Card>
  )
}
