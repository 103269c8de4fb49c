import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BadgeCheck, ShieldX } from 'lucide-react'
import { ApiError, api } from '../api/client.ts'
import { useMay, useSession } from '../api/session.tsx'
import type { TallyEvent } from '../api/types.ts'
import { count } from '../ui/numbers.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import styles from './proof-tab.module.css'

const SEAL_MS = 2_000

/** Whether the event stands in the ledger as it was written: its proof is fetched and checked here, in the browser. */
export function ProofTab({ event }: { readonly event: TallyEvent }) {
  const { verifier_key: key } = useSession()
  const may = useMay('verify')
  const payload = useMay('payload')
  const proof = useQuery({
    queryKey: ['checked proof', event.id],
    queryFn: async ({ signal }) => {
      const [document, { checkProof }] = await Promise.all([
        api.get<unknown>(`/api/v1/events/${encodeURIComponent(event.id)}/proof`, {}, signal),
        import('./verify.ts'),
      ])
      return checkProof(document, key, event.id)
    },
    enabled: may && payload,
    // A moment after it was taken in an event is not sealed yet.
    retry: (failures, error) =>
      failures < 3 && error instanceof ApiError && error.code === 'TALLY_PROOF_UNSEALED',
    retryDelay: SEAL_MS,
  })
  if (!may) return <p className={styles.note}>Your role may not ask for proofs (permission “verify”).</p>
  if (!payload)
    return (
      <p className={styles.note}>
        A proof holds the whole event, and your role sees envelopes only (permission “payload”). The ledger as
        a whole can be verified under <Link to="/evidence">Evidence</Link>.
      </p>
    )
  if (proof.error !== null) return <ErrorState error={proof.error} onRetry={() => void proof.refetch()} />
  if (proof.data === undefined) return <Loading what="Checking the proof" />
  const { verdict, reason, size } = proof.data
  const sound = verdict !== 'ALTERED'
  return (
    <div className={styles.proof}>
      <p className={styles.verdict} data-sound={sound}>
        {sound ? <BadgeCheck size={18} aria-hidden="true" /> : <ShieldX size={18} aria-hidden="true" />}
        {verdict === 'VERIFIED' && 'Verified: it is in the record as it was written.'}
        {verdict === 'ERASED' && 'Erased, as an entry of the ledger authorises.'}
        {verdict === 'ALTERED' && `Altered: ${reason}`}
      </p>
      <dl className={styles.facts}>
        <dt>Position</dt>
        <dd>{count(event.seq)}</dd>
        {size !== undefined && (
          <>
            <dt>Ledger entries under the signature</dt>
            <dd>{count(size)}</dd>
          </>
        )}
        <dt>Key</dt>
        <dd>
          <code>{key}</code>
        </dd>
      </dl>
      <p className={styles.note}>
        Checked in this browser: from the event’s line to its batch, from there to the ledger, to the
        signature of the checkpoint.{' '}
        <Link to="/evidence" search={{ id: event.id } as never}>
          See every step
        </Link>
      </p>
    </div>
  )
}
