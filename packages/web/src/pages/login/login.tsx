import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, api } from '../../api/client.ts'
import { useSessionChanged } from '../../api/session.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import icon from '../../ui/icon.svg'
import { Notice } from '../../ui/notice.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './login.module.css'

/** What the way back from an organisation's sign-in says in the address. */
const REFUSALS: Readonly<Record<string, string>> = {
  TALLY_OIDC_FLOW: 'That took too long, or was begun in another browser. Please try again.',
  TALLY_OIDC_FAILED: 'Your organisation’s sign-in refused, or does not answer. The server’s log says why.',
  TALLY_OIDC_NAME: 'Your name belongs to a user with a password here. Ask an admin to rename one of them.',
  TALLY_OIDC_ROLE: 'You are known, but have no role here. Ask an admin for one.',
}

const here = () => (location.pathname === '/login' ? '/' : location.pathname + location.search)

/** Signing in: name and password, then a code where a second factor is set up, or by the organisation's own sign-in. */
export function Login({
  oidc,
  ended,
}: {
  readonly oidc: { readonly label: string } | undefined
  /** Somebody was signed in and did not sign out. */
  readonly ended: boolean
}) {
  const changed = useSessionChanged()
  const { error: refused } = useSearch({ strict: false }) as { error?: string }
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [otp, setOtp] = useState('')
  const [asked, setAsked] = useState(false)
  const { submit, busy, error } = useSubmit(async () => {
    try {
      await api.post('/api/v1/session', { user, password, ...(asked ? { otp } : {}) })
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.code !== 'TALLY_AUTH_OTP_REQUIRED') throw failure
      setAsked(true)
      return
    }
    await changed()
  })
  return (
    <main className={styles.login}>
      <div className={styles.card}>
        <h1>
          <img src={icon} alt="" width={30} height={30} /> Tallystick
        </h1>
        {ended && <Notice>Your session has ended. Sign in to go on.</Notice>}
        <form onSubmit={submit}>
          <TextField
            label="User"
            name="username"
            autoComplete="username"
            value={user}
            onChange={event => setUser(event.target.value)}
            required
            autoFocus
          />
          <TextField
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={event => setPassword(event.target.value)}
            required
          />
          {asked && (
            <TextField
              label="Code of your second factor"
              name="otp"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={otp}
              onChange={event => setOtp(event.target.value)}
              hint="Six digits from your authenticator, or a recovery code"
              required
              autoFocus
            />
          )}
          {error !== undefined && <ErrorState error={error} />}
          <Button type="submit" look="primary" busy={busy}>
            Sign in
          </Button>
        </form>
        {refused !== undefined && (
          <p role="alert">{REFUSALS[refused] ?? `Signing in did not work (${refused}).`}</p>
        )}
        {oidc !== undefined && (
          <a className={styles.oidc} href={`/auth/oidc/login?return_to=${encodeURIComponent(here())}`}>
            {oidc.label}
          </a>
        )}
        <p className={styles.hint}>
          The first start prints user and password once. Lost? <code>tally users passwd admin</code>
        </p>
      </div>
    </main>
  )
}
