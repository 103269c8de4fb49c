import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useAddress } from '../../app/use-address.ts'
import { When } from '../../time/when.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Shown } from '../../ui/shown.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { type PolicyMark, policyLabel } from './decision.ts'
import styles from './decisions.module.css'

type PoliciesAnswer = {
  readonly in_force: PolicyMark
  readonly keys: readonly { readonly key: string; readonly policy: PolicyMark }[]
  readonly versions: readonly (PolicyMark & { readonly created: string; readonly created_by: string })[]
  readonly history: readonly {
    readonly key?: string
    readonly policy: PolicyMark | null
    readonly activated: string
    readonly activated_by: string
  }[]
}

type InForce = { readonly whom: string; readonly policy: PolicyMark }

/** Which policies decide now, which there are, and who put which in force. They are changed with `tally policy apply`. */
export function Policies() {
  const { go } = useAddress()
  const answer = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => api.get<PoliciesAnswer>('/api/v1/policies', {}, signal),
  })
  const show = (policy: PolicyMark) => (
    <Button small look="quiet" onClick={() => go({ policy: policyLabel(policy) })}>
      Show source
    </Button>
  )
  const inForce: Column<InForce>[] = [
    { name: 'For', cell: ({ whom }) => clip(whom, 60) },
    { name: 'Policy', cell: ({ policy }) => <b>{clip(policyLabel(policy), 60)}</b> },
    { name: 'Hash', grow: true, cell: ({ policy }) => <code>{policy.hash.slice(0, 16)}…</code> },
    { name: 'Source', cell: ({ policy }) => show(policy) },
  ]
  return (
    <Card
      title="Policies in force"
      note={
        <>
          changed with <code>tally policy apply</code>
        </>
      }
      flush
    >
      <Shown query={answer}>
        {({ in_force, keys, versions, history }) => (
          <>
            <Table
              caption="For whom which policy is in force"
              columns={inForce}
              rows={[
                { whom: 'every key without one of its own', policy: in_force },
                ...keys.map(({ key, policy }) => ({ whom: `key ${key}`, policy })),
              ]}
              keyOf={({ whom }) => whom}
            />
            {versions.length + history.length > 0 && (
              <details className={styles.more}>
                <summary>
                  All versions ({versions.length}) and what applied when ({history.length})
                </summary>
                <Table
                  caption="Versions of policies"
                  columns={[
                    { name: 'Version', cell: version => <b>{clip(policyLabel(version), 60)}</b> },
                    { name: 'Made', cell: ({ created }) => <When time={created} /> },
                    { name: 'By', grow: true, cell: ({ created_by: by }) => clip(by, 60) },
                    { name: 'Source', cell: show },
                  ]}
                  rows={versions}
                  keyOf={({ name, version }) => `${name}@${version}`}
                />
                <Table
                  caption="What applied when"
                  columns={[
                    { name: 'In force from', cell: ({ activated }) => <When time={activated} /> },
                    {
                      name: 'Policy',
                      cell: ({ policy }) => (
                        <b>{policy === null ? 'none (built-in)' : clip(policyLabel(policy), 60)}</b>
                      ),
                    },
                    {
                      name: 'For',
                      cell: ({ key }) => (key === undefined ? 'all keys' : `key ${clip(key, 40)}`),
                    },
                    { name: 'By', grow: true, cell: ({ activated_by: by }) => clip(by, 60) },
                  ]}
                  rows={history}
                  keyOf={({ activated }, i) => `${activated} ${i}`}
                />
              </details>
            )}
          </>
        )}
      </Shown>
    </Card>
  )
}
