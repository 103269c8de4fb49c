import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useSignedOut } from '../../api/session.tsx'
import { useTimes } from '../../time/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { useToast } from '../../ui/toast.tsx'
import { browserName } from './browser-name.ts'

type Session = {
  readonly id: string
  readonly current: boolean
  readonly created: string
  readonly last_seen?: string
  readonly expires: string
  readonly ip?: string
  readonly user_agent?: string
}

/** Every browser that one is signed in with. */
export function Sessions() {
  const times = useTimes()
  const toast = useToast()
  const client = useQueryClient()
  const signedOut = useSignedOut()
  const [asking, setAsking] = useState(false)
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.get<{ sessions: readonly Session[] }>('/api/v1/sessions', {}, signal),
  })
  const end = async ({ id }: Session) => {
    try {
      await api.delete(`/api/v1/sessions/${encodeURIComponent(id)}`)
      await client.invalidateQueries({ queryKey: ['sessions'] })
    } catch (error) {
      toast.failed(error)
    }
  }
  return (
    <Card
      title="Where you are signed in"
      actions={
        <Button small look="danger" onClick={() => setAsking(true)}>
          Sign out everywhere …
        </Button>
      }
      flush
    >
      {sessions.isPending && <Loading />}
      {sessions.error !== null && (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.data !== undefined && (
        <Table
          caption="Sessions"
          rows={sessions.data.sessions}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'Browser',
              grow: true,
              cell: ({ user_agent = 'unknown' }) => (
                <span title={clip(user_agent, 300)}>{browserName(user_agent) ?? clip(user_agent, 90)}</span>
              ),
            },
            { name: 'From', cell: ({ ip }) => ip ?? '–' },
            { name: 'Seen', cell: ({ last_seen, created }) => times.ago(last_seen ?? created) },
            { name: 'Ends', cell: ({ expires }) => times.short(expires) },
            {
              name: 'Actions',
              stays: true,
              cell: session =>
                session.current ? (
                  <Badge tone="good">this one</Badge>
                ) : (
                  <Button small onClick={() => void end(session)}>
                    Sign out
                  </Button>
                ),
            },
          ]}
        />
      )}
      {asking && (
        <Confirm
          title="Sign out everywhere?"
          action="Sign out"
          onConfirm={async () => {
            await api.delete('/api/v1/sessions')
            await signedOut()
          }}
          onClose={() => setAsking(false)}
        >
          <p>This browser too: you will have to sign in again.</p>
        </Confirm>
      )}
    </Card>
  )
}
