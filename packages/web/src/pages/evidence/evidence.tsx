import { lazy, Suspense } from 'react'
import { useMay } from '../../api/session.tsx'
import { useTimes } from '../../time/format.ts'
import { Stat, Stats } from '../../ui/card.tsx'
import { count, duration } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import styles from './evidence.module.css'
import { KeyCard } from './key-card.tsx'
import { type Evidence, useEvidence } from './use-evidence.ts'
import { usePin } from './use-pin.ts'
import { WORDS } from './verdicts.ts'
import { VerificationCard } from './verification-card.tsx'

/** Hashing and signatures come with it: only those who prove something load them. */
const Prove = lazy(() => import('./prove.tsx'))

/** Was anything altered? The state of the ledger, a check of all of it, and a proof of one event. */
export default function EvidencePage() {
  return useMay('verify') ? (
    <Allowed />
  ) : (
    <Page title="Evidence">
      <Empty title="Your account may not see the ledger">
        Proofs and checkpoints need the permission verify, which an administrator can give.
      </Empty>
    </Page>
  )
}

function Allowed() {
  const { data, error, isError, refetch } = useEvidence()
  const { pin, change } = usePin(data?.verifier_key)
  return (
    <Page
      title="Evidence"
      lead={
        data === undefined
          ? undefined
          : `what proves that the record of ${data.tenant} is the one that was written`
      }
    >
      {isError && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined || pin === undefined ? (
        <Loading what="Reading the ledger" />
      ) : (
        <>
          <Ledger evidence={data} />
          <div className={styles.cards}>
            <VerificationCard evidence={data} />
            <KeyCard evidence={data} pin={pin} onPin={change} />
          </div>
          <Suspense fallback={<Loading what="Loading the verifier" />}>
            <Prove pin={pin.key} />
          </Suspense>
        </>
      )}
    </Page>
  )
}

/** Seconds without a checkpoint after which events that wait for one are worth a warning. */
const LATE_SECONDS = 120

function Ledger({ evidence }: { readonly evidence: Evidence }) {
  const { events, unsealed, ledger_size, checkpoint, checkpoint_error, last_verification: last } = evidence
  const times = useTimes()
  const age = checkpoint?.age_seconds ?? null
  const late = unsealed > 0 && age !== null && age > LATE_SECONDS
  const verdict = last?.verdict ?? undefined
  return (
    <Stats>
      <Stat
        label="Sealed lines"
        value={count(events)}
        note={unsealed === 0 ? 'all of the record' : `${count(unsealed)} on disk, not sealed yet`}
      />
      <Stat label="Ledger entries" value={count(ledger_size)} note="one for each sealed batch" />
      <Stat
        label="Last checkpoint"
        value={checkpoint === null ? '–' : age === null ? 'no time' : duration(age * 1_000)}
        {...(age === null ? {} : { unit: 'ago' })}
        tone={checkpoint_error !== undefined ? 'bad' : late ? 'warn' : undefined}
        note={
          checkpoint_error ??
          (checkpoint === null
            ? 'nothing is sealed yet'
            : late
              ? 'later than it should be'
              : checkpoint.time === null
                ? `of ${count(checkpoint.size)} entries`
                : times.short(checkpoint.time))
        }
      />
      <Stat
        label="Last verification"
        value={
          last === null
            ? 'never'
            : last.state === 'running'
              ? 'running'
              : verdict === undefined
                ? 'failed'
                : WORDS[verdict].name
        }
        tone={verdict === undefined ? undefined : WORDS[verdict].tone}
        note={
          last === null
            ? 'check it below'
            : last.finished === null
              ? 'since a moment ago'
              : times.ago(last.finished)
        }
      />
    </Stats>
  )
}
