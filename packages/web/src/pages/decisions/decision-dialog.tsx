import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import type { TallyEvent } from '../../api/types.ts'
import { Elsewhere } from '../../events/elsewhere.tsx'
import { When } from '../../time/when.tsx'
import { Badge } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Shown } from '../../ui/shown.tsx'
import { Empty } from '../../ui/states.tsx'
import { clip, seen, textOf } from '../../ui/text.ts'
import { decisionOfEvent, policyLabel } from './decision.ts'
import styles from './decisions.module.css'
import { Verdict } from './verdict.tsx'

/** One decision: what was asked, what was said, and the policy that said it. */
export function DecisionDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const event = useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) => api.get<TallyEvent>(`/api/v1/events/${encodeURIComponent(id)}`, {}, signal),
  })
  const trace = event.data?.trace_id
  return (
    <Dialog
      title="Decision"
      side
      onClose={onClose}
      footer={<Elsewhere id={id} stream="decision" trace={trace} />}
    >
      <Shown query={event}>
        {data =>
          data.stream === 'decision' ? (
            <Detail event={data} />
          ) : (
            <Empty title="This event is no decision">It is of the stream {data.stream}.</Empty>
          )
        }
      </Shown>
    </Dialog>
  )
}

function Detail({ event }: { readonly event: TallyEvent }) {
  const decision = decisionOfEvent(event)
  const { policy, rules } = decision
  const failed = event.attributes?.failed_rules
  const metadata = Object.entries(decision.metadata)
  return (
    <div className={styles.detail}>
      <div className={styles.verdict}>
        <strong className={styles.big} data-high={(decision.risk_score ?? 0) >= 0.7}>
          {decision.risk_score === null ? '–' : decision.risk_score.toFixed(2)}
        </strong>
        <div>
          <Verdict allowed={decision.allowed} />
          <p>{seen((decision.reason ?? '').slice(0, 2_000))}</p>
        </div>
      </div>
      <section>
        <h3>What was asked</h3>
        <Facts>
          <Fact name="Time">
            <When time={decision.created_at} />
          </Fact>
          <Fact name="Customer">{clip(decision.customer_id ?? '', 120)}</Fact>
          <Fact name="Key">
            {decision.api_key_id !== null && (
              <Link to="/decisions" search={{ key: decision.api_key_id }}>
                {clip(decision.api_key_id, 80)}
              </Link>
            )}
          </Fact>
          <Fact name="Model">{clip(decision.model ?? '', 120)}</Fact>
          <Fact name="Operation">{clip(decision.operation ?? '', 120)}</Fact>
          <Fact name="Request">{clip(event.request_id ?? '', 120)}</Fact>
        </Facts>
      </section>
      <section>
        <h3>Metadata</h3>
        {metadata.length === 0 ? (
          <p className={styles.nothing}>None was given.</p>
        ) : (
          <Facts>
            {metadata.slice(0, 64).map(([name, value]) => (
              <Fact key={name} name={clip(name, 60)}>
                <code>{clip(textOf(value), 300)}</code>
              </Fact>
            ))}
          </Facts>
        )}
      </section>
      <section>
        <h3>Policy</h3>
        {policy === null ? (
          <p className={styles.nothing}>The record names none.</p>
        ) : (
          <Facts>
            <Fact name="Name">
              <Link
                to="."
                search={(before: object) => ({ ...before, open: undefined, policy: policyLabel(policy) })}
              >
                {clip(policyLabel(policy), 80)}
              </Link>
            </Fact>
            <Fact name="Version">{policy.version === 0 ? 'comes with Tallystick' : policy.version}</Fact>
            <Fact name="Hash">
              {policy.hash !== null && (
                <span className={styles.hash}>
                  <code>{clip(policy.hash, 80)}</code>
                  <CopyButton text={policy.hash} label="Copy hash" />
                </span>
              )}
            </Fact>
            <Fact name="Rules">
              {rules.length > 0 && (
                <span className={styles.rules}>
                  {[...new Set(rules)].slice(0, 100).map(rule => (
                    <Badge key={rule}>{clip(rule, 60)}</Badge>
                  ))}
                </span>
              )}
            </Fact>
            <Fact name="Failed rules">{Array.isArray(failed) && clip(failed.map(String).join(', '))}</Fact>
          </Facts>
        )}
      </section>
    </div>
  )
}
