import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { api, whenSignedOut } from './client.ts'
import type { Permission, Session } from './types.ts'

export type SignedIn = Extract<Session, { signed_in: true }>

const SESSION = ['session'] as const
const SessionContext = createContext<SignedIn | undefined>(undefined)

/** What the server knows of this browser; asked once, and again whenever it refuses for want of a session. */
export function useSessionQuery() {
  const client = useQueryClient()
  useEffect(() => whenSignedOut(() => void client.invalidateQueries({ queryKey: SESSION })), [client])
  return useQuery({
    queryKey: SESSION,
    queryFn: ({ signal }) => api.get<Session>('/api/v1/session', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  })
}

/** Reads who is signed in anew, and forgets what the one before was shown. */
export function useSessionChanged(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    client.removeQueries({ predicate: query => query.queryKey[0] !== SESSION[0] })
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
