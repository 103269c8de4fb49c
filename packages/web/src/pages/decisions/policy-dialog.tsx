import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { When } from '../../time/when.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Shown } from '../../ui/shown.tsx'
import { clip, seen } from '../../ui/text.ts'
import { type PolicyMark, policyLabel, policyOf } from './decision.ts'
import styles from './decisions.module.css'

type PolicySource = PolicyMark & {
  readonly created: string
  readonly created_by: string
  readonly source: string
}

/** A policy as it was written, to read. `policy` is `name@version`. */
export function PolicyDialog({ policy, onClose }: { readonly policy: string; readonly onClose: () => void }) {
  const { name, version } = policyOf(policy)
  const answer = useQuery({
    queryKey: ['policy', name, version],
    queryFn: ({ signal }) =>
      api.get<PolicySource>(`/api/v1/policies/${encodeURIComponent(name)}/versions/${version}`, {}, signal),
  })
  return (
    <Dialog title={`Policy ${clip(policy, 80)}`} wide onClose={onClose}>
      <Shown query={answer}>
        {data => (
          <div className={styles.detail}>
            <Facts>
              <Fact name="Version">{policyLabel(data)}</Fact>
              <Fact name="Made">
                {data.version > 0 && (
                  <>
                    <When time={data.created} /> by {clip(data.created_by, 60)}
                  </>
                )}
              </Fact>
              <Fact name="Hash">
                <span className={styles.hash}>
                  <code>{data.hash}</code>
                  <CopyButton text={data.hash} label="Copy hash" />
                </span>
              </Fact>
            </Facts>
            <div className={styles.source}>
              <CopyButton text={data.source} label="Copy source" />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
              <pre tabIndex={0}>{seen(data.source)}</pre>
            </div>
          </div>
        )}
      </Shown>
    </Dialog>
  )
}
