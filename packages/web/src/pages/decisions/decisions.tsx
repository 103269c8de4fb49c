import { useMay } from '../../api/session.tsx'
import { useAddress } from '../../app/use-address.ts'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { Chips } from '../../ui/chips.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Charts } from './charts.tsx'
import { DecisionDialog } from './decision-dialog.tsx'
import { DecisionList } from './decision-list.tsx'
import { chipsOf } from './filter.ts'
import { Policies } from './policies.tsx'
import { PolicyDialog } from './policy-dialog.tsx'
import { Reasons } from './reasons.tsx'
import { type Decisions, useDecisions, useStats } from './use-decisions.ts'
import { Uses } from './uses.tsx'

/** What applications asked leave for, what was said, and by which policy (MISSION C). */
export default function DecisionsPage() {
  const { params, go } = useAddress()
  const decisions = useDecisions()
  const payload = useMay('payload')
  return (
    <Page
      title="Decisions"
      lead="What models were to be used for, and whether they might"
      actions={<RangePicker />}
    >
      <RangeNotice />
      <Chips
        chips={chipsOf(decisions.filter)}
        onRemove={names => go(Object.fromEntries(names.map(name => [name, undefined])))}
      />
      {payload ? (
        <>
          <Told decisions={decisions} />
          <Policies />
          <DecisionList decisions={decisions} />
        </>
      ) : (
        <>
          <Notice>
            What was decided, and why, is payload, which your role may not see. The policies that decide are
            open to you.
          </Notice>
          <Policies />
        </>
      )}
      {payload && params.open !== undefined && (
        <DecisionDialog id={params.open} onClose={() => go({ open: undefined })} />
      )}
      {params.policy !== undefined && (
        <PolicyDialog policy={params.policy} onClose={() => go({ policy: undefined })} />
      )}
    </Page>
  )
}

/** Figures and charts, unless there is nothing at all: the list then says what to do about that. */
function Told({ decisions }: { readonly decisions: Decisions }) {
  const { query } = useStats(decisions)
  if (query.data?.total === 0 && chipsOf(decisions.filter).length === 0) return null
  return (
    <>
      <Charts decisions={decisions} />
      <Uses decisions={decisions} />
      <Reasons decisions={decisions} />
    </>
  )
}
