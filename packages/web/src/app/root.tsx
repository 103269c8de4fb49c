import { useSessionQuery } from '../api/session.tsx'
import { Login } from '../pages/login/login.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import styles from './root.module.css'
import { Shell } from './shell.tsx'

/** The sign-in page or the console, as the server says. */
export function Root() {
  const session = useSessionQuery()
  if (session.data?.signed_in) return <Shell session={session.data} />
  if (session.data !== undefined) return <Login oidc={session.data.oidc} ended={session.data.ended} />
  if (session.error !== null)
    return (
      <main className={styles.alone}>
        <h1>Tallystick</h1>
        <ErrorState error={session.error} onRetry={() => void session.refetch()} />
      </main>
    )
  return <Loading what="Starting" />
}
