import { ShieldCheck } from 'lucide-react'
import { useTimes } from '../../time/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { count, duration, plural } from '../../ui/numbers.ts'
import { ErrorState } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import styles from './evidence.module.css'
import { type Evidence, useVerify, type Verification } from './use-evidence.ts'
import { WORDS } from './verdicts.ts'

/** Every line of the record against the ledger, by the server itself. */
export function VerificationCard({ evidence }: { readonly evidence: Evidence }) {
  const verify = useVerify()
  const { last_verification: last } = evidence
  const running = last?.state === 'running'
  return (
    <Card
      title="Check the whole record"
      actions={
        <Button small look="primary" busy={running || verify.isPending} onClick={() => verify.mutate()}>
          <ShieldCheck size={13} aria-hidden="true" />
          {running ? 'Checking' : 'Check now'}
        </Button>
      }
    >
      <div className={styles.stack}>
        <p className={styles.words}>
          The server reads every line on its disk, hashes it anew and follows the hashes up to the last signed
          checkpoint. A line that was changed, removed or put in between does not add up, and is named. New
          events are taken in meanwhile.
        </p>
        {verify.isError && <ErrorState error={verify.error} />}
        <div aria-live="polite">{last !== null && <Outcome verification={last} />}</div>
      </div>
    </Card>
  )
}

function Outcome({ verification: v }: { readonly verification: Verification }) {
  const times = useTimes()
  if (v.state === 'running')
    return (
      <div className={styles.progress}>
        <progress value={v.checked} max={Math.max(v.total, 1)} aria-label="Lines checked" />
        <span>
          {count(v.checked)} of {plural(v.total, 'line')}
        </span>
      </div>
    )
  const took =
    v.finished === null ? '' : `, in ${duration(Math.max(1, Date.parse(v.finished) - Date.parse(v.started)))}`
  return (
    <div className={styles.stack}>
      {v.verdict === null ? (
        <p className={styles.bad}>It came to no verdict: {clip(v.error ?? 'unknown', 300)}</p>
      ) : (
        <p>
          <Badge tone={WORDS[v.verdict].tone}>{WORDS[v.verdict].name}</Badge> {WORDS[v.verdict].sentence}
        </p>
      )}
      {v.counts !== null && (
        <dl className={styles.counts}>
          {Object.entries(v.counts).map(([name, lines]) => (
            <div key={name} data-bad={lines > 0 && (name === 'missing' || name === 'altered')}>
              <dt>{name}</dt>
              <dd>{count(lines)}</dd>
            </div>
          ))}
        </dl>
      )}
      {v.problems.length > 0 && (
        <ul className={styles.problems} aria-label="What was found">
          {v.problems.map(({ verdict, message }) => (
            <li key={message}>
              <Badge tone="bad">{verdict}</Badge> {clip(message, 400)}
            </li>
          ))}
          {v.omitted > 0 && <li>and {count(v.omitted)} more; tally verify names all of them</li>}
        </ul>
      )}
      {v.notes.map(note => (
        <p key={note} className={styles.small}>
          {clip(note, 400)}
        </p>
      ))}
      <p className={styles.small}>
        {times.full(v.started)}
        {took}, asked for by {clip(v.by, 80)}
      </p>
    </div>
  )
}
