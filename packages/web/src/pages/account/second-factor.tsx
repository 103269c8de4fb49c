import { useMemo, useState } from 'react'
import { encode } from 'uqr'
import { api } from '../../api/client.ts'
import { useSession, useSessionChanged } from '../../api/session.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { SecretOnce } from '../../ui/secret.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './account.module.css'

type Enrolment = { readonly secret: string; readonly uri: string }

/** Time-based codes (RFC 6238) beside the password: set up with a code that proves it works, recovery codes shown once. */
export function SecondFactor() {
  const { totp } = useSession()
  const changed = useSessionChanged()
  const [asking, setAsking] = useState<'begin' | 'remove'>()
  const [enrolment, setEnrolment] = useState<Enrolment>()
  const [codes, setCodes] = useState<readonly string[]>()
  const [password, setPassword] = useState('')
  const close = () => {
    setAsking(undefined)
    setPassword('')
  }
  return (
    <Card title="Second factor" note={totp ? undefined : 'none yet'}>
      {enrolment !== undefined ? (
        <Confirmation
          enrolment={enrolment}
          onDone={shown => {
            setEnrolment(undefined)
            setCodes(shown)
          }}
        />
      ) : totp ? (
        <div className={styles.form}>
          <p>
            <Badge tone="good">on</Badge> Signing in asks for a code of your authenticator.
          </p>
          <Button look="danger" onClick={() => setAsking('remove')}>
            Remove it …
          </Button>
        </div>
      ) : (
        <div className={styles.form}>
          <p>With a code from an authenticator app a stolen password alone is of no use.</p>
          <Button onClick={() => setAsking('begin')}>Set up …</Button>
        </div>
      )}
      {asking !== undefined && (
        <FormDialog
          title={asking === 'begin' ? 'Set up a second factor' : 'Remove the second factor'}
          action={asking === 'begin' ? 'Go on' : 'Remove'}
          onClose={close}
          onSubmit={async () => {
            if (asking === 'begin')
              setEnrolment(await api.post<Enrolment>('/api/v1/account/totp', { password }))
            else {
              await api.delete('/api/v1/account/totp', { password })
              await changed()
            }
          }}
        >
          <TextField
            label="Your password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={event => setPassword(event.target.value)}
            required
            autoFocus
          />
        </FormDialog>
      )}
      {codes !== undefined && (
        <SecretOnce
          title="Recovery codes"
          secrets={codes}
          onClose={() => {
            setCodes(undefined)
            void changed()
          }}
        />
      )}
    </Card>
  )
}

function Confirmation({
  enrolment,
  onDone,
}: {
  readonly enrolment: Enrolment
  readonly onDone: (codes: readonly string[]) => void
}) {
  const [otp, setOtp] = useState('')
  const { submit, busy, error } = useSubmit(async () => {
    const { recovery_codes } = await api.put<{ recovery_codes: readonly string[] }>('/api/v1/account/totp', {
      otp,
    })
    onDone(recovery_codes)
  })
  return (
    <div className={styles.enrol}>
      <QrCode text={enrolment.uri} />
      <form className={styles.form} onSubmit={submit}>
        <p>
          Scan it with your authenticator, or type the secret:{' '}
          <code className={styles.secret}>{enrolment.secret}</code>
        </p>
        <TextField
          label="The code that it shows"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={otp}
          onChange={event => setOtp(event.target.value)}
          required
        />
        {error !== undefined && <ErrorState error={error} />}
        <Button type="submit" look="primary" busy={busy}>
          Turn on
        </Button>
      </form>
    </div>
  )
}

/** Always dark on white: cameras want it so. */
function QrCode({ text }: { readonly text: string }) {
  const { size, path } = useMemo(() => {
    const { size: width, data } = encode(text, { border: 2 })
    const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    return { size: width, path: squares.join('') }
  }, [text])
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code for an authenticator"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}
