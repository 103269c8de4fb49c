import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { api, whenSignedOut } from './client.ts'
import type { Permission, Session } from './types.ts'

export type SignedIn = Extract<Session, { signed_in: true }>

const SESSION = ['session'] as const
const SessionContext = createContext<SignedIn | undefined>(undefined)

/** Tells the other tabs of this browser that somebody signed out in this one; it is not heard here. */
const elsewhere = new BroadcastChannel('tallystick.signed-out')

/** What the server knows of this browser; asked once, and again whenever it refuses for want of a session. */
export function useSessionQuery() {
  const client = useQueryClient()
  useEffect(() => whenSignedOut(() => void client.invalidateQueries({ queryKey: SESSION })), [client])
  useEffect(() => {
    const onLeft = () => void leave(client)
    elsewhere.addEventListener('message', onLeft)
    return () => elsewhere.removeEventListener('message', onLeft)
  }, [client])
  return useQuery({
    queryKey: SESSION,
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<Known>(SESSION)
      const session = await api.get<Session>('/api/v1/session', {}, signal)
      return session.signed_in ? session : { ...session, ended: hasEnded(before) }
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  })
}

type Known = SignedIn | (Extract<Session, { signed_in: false }> & { readonly ended: boolean })

/** Whether somebody was signed in here, who did not sign out. */
const hasEnded = (before: Known | undefined): boolean =>
  before !== undefined && (before.signed_in || before.ended)

/** Forgets who was signed in and what they were shown, and asks anew. */
async function leave(client: QueryClient): Promise<void> {
  client.removeQueries({ predicate: isShown })
  await client.resetQueries({ queryKey: SESSION })
}

const isShown = ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[0] !== SESSION[0]

/** After somebody signed out of their own accord: to the sign-in page, here and in their other tabs. */
export function useSignedOut(): () => Promise<void> {
  const client = useQueryClient()
  return () => {
    elsewhere.postMessage('')
    return leave(client)
  }
}

/** Reads who is signed in anew, and forgets what the one before was shown. */
export function useSessionChanged(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    client.removeQueries({ predicate: isShown })
    await client.invalidateQueries({ queryKey: SESSION })
  }
}

export function SessionProvider({ session, children }: { session: SignedIn; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

/** Who is signed in. Only inside the shell. */
export function useSession(): SignedIn {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('useSession stands outside of the shell')
  return session
}

/** Whether the user may. The server decides; this only spares them buttons that would be refused. */
export function useMay(permission: Permission): boolean {
  const { permissions } = useSession()
  return permissions.includes(permission)
}
