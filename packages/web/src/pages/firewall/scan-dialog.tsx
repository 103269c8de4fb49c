import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useMay } from '../../api/session.tsx'
import type { TallyEvent } from '../../api/types.ts'
import { Elsewhere } from '../../events/elsewhere.tsx'
import { useRange } from '../../time/use-range.tsx'
import { When } from '../../time/when.tsx'
import { Badge, SeverityBadge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { duration } from '../../ui/numbers.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { clip, seen } from '../../ui/text.ts'
import { useToast } from '../../ui/toast.tsx'
import { Breakdown } from './breakdown.tsx'
import { HIGH_RISK } from './filter.ts'
import styles from './firewall.module.css'
import type { Feedback, ScanDetail, Verdict } from './scan.ts'
import { Done } from './scan-list.tsx'
import type { Scans } from './use-scans.ts'

/** One scan: what it found, where it came from, and whether it was right. */
export function ScanDialog({
  id,
  scans,
  onClose,
}: {
  readonly id: string
  readonly scans: Scans
  readonly onClose: () => void
}) {
  const detail = useQuery({
    queryKey: ['scan', id],
    queryFn: ({ signal }) => api.get<ScanDetail>(`/api/v1/scans/${encodeURIComponent(id)}`, {}, signal),
  })
  const event = useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) => api.get<TallyEvent>(`/api/v1/events/${encodeURIComponent(id)}`, {}, signal),
    enabled: detail.data !== undefined,
  })
  return (
    <Dialog
      title="Scan"
      side
      onClose={onClose}
      footer={<Elsewhere stream="scan" id={id} trace={event.data?.trace_id} />}
    >
      {detail.error !== null ? (
        <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />
      ) : detail.data === undefined ? (
        <Loading what="Loading the scan" />
      ) : (
        <Detail detail={detail.data} user={event.data?.user_id} scans={scans} onClose={onClose} />
      )}
    </Dialog>
  )
}

function Detail({
  detail: { scan, feedback },
  user,
  scans,
  onClose,
}: {
  readonly detail: ScanDetail
  readonly user: string | undefined
  readonly scans: Scans
  readonly onClose: () => void
}) {
  return (
    <div className={styles.detail}>
      {scan.score === undefined ? (
        <Notice>
          {scans.payload
            ? 'This record has not the form of a scan. Its event shows all there is.'
            : 'What was found is payload, which your role may not see.'}
        </Notice>
      ) : (
        <div className={styles.verdict}>
          <strong className={styles.big} data-high={scan.score >= HIGH_RISK}>
            {scan.score.toFixed(2)}
          </strong>
          <div>
            {scan.severity !== undefined && <SeverityBadge severity={scan.severity} />}{' '}
            <Done action={scan.action} />{' '}
            {scan.outcome === 'incomplete' && <Badge tone="warn">not by all scanners</Badge>}
            {scan.outcome === 'failed' && <Badge tone="bad">scan failed: {clip(scan.error ?? '', 60)}</Badge>}
            <p className={styles.faint}>
              {scan.flags === undefined || scan.flags.length === 0
                ? 'Nothing was found.'
                : clip(scan.flags.join(', '))}
            </p>
          </div>
        </div>
      )}

      {scan.score !== undefined && <Breakdown scan={scan} />}
      <Review id={scan.id} feedback={feedback} />

      <section>
        <h3>Where it came from</h3>
        <Facts>
          <Fact name="Time">
            <When time={scan.created_at} />
          </Fact>
          <Fact name="Session">
            {scan.session_id !== undefined && (
              <Link to="/firewall" search={{ view: 'sessions', session: scan.session_id }} onClick={onClose}>
                {clip(scan.session_id, 120)}
              </Link>
            )}
          </Fact>
          <Fact name="User">
            {user !== undefined && (
              <Link to="/activity" search={{ user }}>
                {clip(user, 120)}
              </Link>
            )}
          </Fact>
          <Fact name="Address">
            {scan.ip_address !== undefined && (
              <button
                type="button"
                className={styles.textButton}
                onClick={() => scans.narrow({ ip: scan.ip_address })}
              >
                {clip(scan.ip_address, 80)}
              </button>
            )}
          </Fact>
          <Fact name="User agent">{scan.user_agent && clip(scan.user_agent, 300)}</Fact>
          <Fact name="Environment">{scan.environment && clip(scan.environment, 80)}</Fact>
          <Fact name="Stage">{scan.stage}</Fact>
          <Fact name="File">{scan.file_path && clip(`${scan.repo ?? ''} ${scan.file_path}`.trim())}</Fact>
          <Fact name="Latency">{scan.latency_ms !== undefined && duration(scan.latency_ms)}</Fact>
          <Fact name="Policy">{scan.policy && clip(scan.policy, 120)}</Fact>
          <Fact name="Scanners">{scan.scanners && clip(scan.scanners.join(', '))}</Fact>
          <Fact name="Input hash">
            {scan.input_hash && (
              <span className={styles.hash}>
                <code>{clip(scan.input_hash, 128)}</code>
                <CopyButton text={scan.input_hash} label="Copy hash" />
              </span>
            )}
          </Fact>
          <Fact name="Id">
            <span className={styles.hash}>
              <code>{scan.id}</code>
              <CopyButton text={scan.id} label="Copy id" />
            </span>
          </Fact>
        </Facts>
      </section>
    </div>
  )
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  true_positive: 'Right',
  false_positive: 'False positive',
  false_negative: 'Something was missed',
}

/** Milliseconds after which what was recorded can be searched. */
const SEARCHABLE_MS = 1_500

function Review({ id, feedback }: { readonly id: string; readonly feedback: readonly Feedback[] }) {
  const mayReview = useMay('ingest')
  const client = useQueryClient()
  const toast = useToast()
  const { refresh } = useRange()
  const [comment, setComment] = useState('')
  const [busy, setBusy] = useState<Verdict>()

  const say = async (verdict: Verdict) => {
    setBusy(verdict)
    try {
      const said = await api.post<{ id: string; verdict: Verdict }>(
        `/api/v1/scans/${encodeURIComponent(id)}/feedback`,
        { verdict, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) },
      )
      // It is recorded, and searchable within a second or so: shown now as what it will be.
      client.setQueryData<ScanDetail>(['scan', id], before =>
        before === undefined
          ? before
          : {
              ...before,
              feedback: [
                { id: said.id, time: new Date().toISOString(), verdict, by: 'you', comment },
                ...before.feedback,
              ],
            },
      )
      // The figures are of a range that ended before this was said.
      setTimeout(() => {
        refresh()
        void client.invalidateQueries({ queryKey: ['scans', 'accuracy'] })
      }, SEARCHABLE_MS)
      setComment('')
      toast.done(`Recorded: ${VERDICTS[verdict].toLowerCase()}`)
    } catch (error) {
      toast.failed(error)
    } finally {
      setBusy(undefined)
    }
  }

  return (
    <section>
      <h3>Was it right?</h3>
      {mayReview ? (
        <div className={styles.review}>
          <TextField
            label="Comment"
            hideLabel
            placeholder="Why (recorded; do not quote what was found)"
            maxLength={2_000}
            value={comment}
            onChange={event => setComment(event.target.value)}
          />
          <div>
            {(Object.keys(VERDICTS) as Verdict[]).map(verdict => (
              <Button key={verdict} small busy={busy === verdict} onClick={() => void say(verdict)}>
                {VERDICTS[verdict]}
              </Button>
            ))}
          </div>
        </div>
      ) : (
        <p className={styles.faint}>Saying so needs the permission ingest.</p>
      )}
      {feedback.length === 0 ? (
        <p className={styles.faint}>Nobody has said so yet.</p>
      ) : (
        <ul className={styles.feedback}>
          {feedback.map(({ id: key, time, by, verdict, comment: text }, i) => (
            <li key={key}>
              <b>{verdict === undefined ? 'Feedback' : VERDICTS[verdict]}</b>
              {i === 0 && feedback.length > 1 && <Badge>counts</Badge>}
              <span className={styles.faint}>
                {by === undefined ? '' : `${clip(by, 60)}, `}
                <When time={time} />
              </span>
              {text !== undefined && text !== '' && <p>{seen(text)}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
