import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { ApiError, api } from '../../api/client.ts'
import { useMay } from '../../api/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Checkbox, TextField } from '../../ui/field.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import styles from './evidence.module.css'
import { followSteps, isOfAnother, type Steps, tampered } from './proof-steps.ts'
import { ProofView } from './proof-view.tsx'

/** One event followed from its bytes to the signature, all of it computed in this browser. */
export default function Prove({ pin }: { readonly pin: string }) {
  const { id = '' } = useSearch({ strict: false }) as { id?: string }
  const navigate = useNavigate()
  const maySee = useMay('payload')
  const [draft, setDraft] = useState(id)
  useEffect(() => setDraft(id), [id])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const next = draft.trim()
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, id: next === '' ? undefined : next })) as never,
      resetScroll: false,
    })
  }
  return (
    <Card title="Prove one event" note="computed in this browser, not by the server">
      <div className={styles.stack}>
        <form className={styles.ask} onSubmit={submit}>
          <TextField
            label="Id of the event"
            hideLabel
            placeholder="Id of an event, like 01a21fcf-6f30-716a-8353-1a6d5b79da9a"
            value={draft}
            onChange={event => setDraft(event.target.value)}
          />
          <Button type="submit" look="primary">
            Prove
          </Button>
        </form>
        {!maySee ? (
          <p className={styles.words}>
            A proof holds the whole event, which your account may not see (permission payload). The check of
            the whole record above does not need it.
          </p>
        ) : id === '' ? (
          <p className={styles.words}>
            Paste an id, or choose “Prove” on any event: its line is hashed, its hash is followed up two trees
            to the checkpoint, and the checkpoint’s signature is checked against the key that this browser
            remembers. <Link to="/explore">Find an event</Link>
          </p>
        ) : (
          <Proof key={id} id={id} pin={pin} />
        )}
      </div>
    </Card>
  )
}

function Proof({ id, pin }: { readonly id: string; readonly pin: string }) {
  const [altered, setAltered] = useState(false)
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['proof', id],
    queryFn: ({ signal }) => api.get<unknown>(`/api/v1/events/${encodeURIComponent(id)}/proof`, {}, signal),
    // A proof that was given stays true; a newer one would only end at a newer checkpoint.
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, failure) =>
      failures < 4 && failure instanceof ApiError && failure.code === 'TALLY_PROOF_UNSEALED',
    retryDelay: 1_000,
  })
  const followed = useMemo(
    () => (data === undefined ? undefined : follow(data, pin, altered)),
    [data, pin, altered],
  )
  if (isError) {
    const final = error instanceof ApiError && error.status < 500 && error.code !== 'TALLY_PROOF_UNSEALED'
    return <ErrorState error={error} {...(final ? {} : { onRetry: () => void refetch() })} />
  }
  if (followed === undefined) return <Loading what="Fetching the proof" />
  if ('problem' in followed) return <ErrorState error={new Error(followed.problem)} />
  const { steps, at } = followed
  const command = `tally verify ${fileName(id)} --pin '${pin}'`
  return (
    <div className={styles.stack}>
      <ProofView steps={steps} changedAt={at} another={isOfAnother(steps, id)} />
      <div className={styles.tools}>
        <Checkbox
          label="What if one character had been changed?"
          checked={altered}
          onChange={event => setAltered(event.target.checked)}
        />
        <Button small onClick={() => download(id, data)}>
          <Download size={13} aria-hidden="true" />
          Save the proof
        </Button>
      </div>
      <div className={styles.key}>
        <code>{command}</code>
        <CopyButton text={command} label="Copy command" />
      </div>
    </div>
  )
}

function follow(
  data: unknown,
  pin: string,
  altered: boolean,
): { readonly steps: Steps; readonly at: number | undefined } | { readonly problem: string } {
  try {
    const steps = followSteps(data, pin)
    if (!altered) return { steps, at: undefined }
    const { document, at } = tampered(steps.document)
    return { steps: followSteps(document, pin), at }
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

const fileName = (id: string) => `proof-${id.replace(/[^\w-]/g, '_').slice(0, 80)}.json`

/** One line, as `tally verify` reads it. */
function download(id: string, proof: unknown): void {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(proof)}\n`], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName(id)
  link.click()
  URL.revokeObjectURL(address)
}
