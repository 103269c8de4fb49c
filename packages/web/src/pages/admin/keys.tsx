import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.tsx'
import { useTimes } from '../../time/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Checkbox, SelectField, TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { SecretOnce } from '../../ui/secret.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { type Key, SCOPES, type Scope, useDo, useList } from './data.ts'

const EXPIRIES = [
  ['', 'never'],
  ['30', 'in 30 days'],
  ['90', 'in 90 days'],
  ['365', 'in a year'],
] as const

const ABOUT: Readonly<Record<Scope, string>> = {
  ingest: 'ingest: send events',
  read: 'read: search, export, verify',
  admin: 'admin: everything',
}

export function Keys() {
  const keys = useList<Key>('/api/v1/keys', 'keys')
  const times = useTimes()
  const [all, setAll] = useState(false)
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string>()
  const [revoking, setRevoking] = useState<Key>()
  const revoke = useDo((id: string) => api.delete(`/api/v1/keys/${encodeURIComponent(id)}`))
  const now = Date.now()
  const ended = ({ revoked, expires }: Key) =>
    revoked !== undefined
      ? 'revoked'
      : expires !== undefined && Date.parse(expires) < now
        ? 'expired'
        : undefined
  const rows = (keys.data ?? []).filter(key => all || ended(key) === undefined)
  return (
    <Card
      title="API keys"
      note="for programs; the key itself is shown once"
      actions={
        <>
          <Checkbox
            label="Revoked and expired too"
            checked={all}
            onChange={event => setAll(event.target.checked)}
          />
          <Button small onClick={() => setMaking(true)}>
            <KeyRound size={13} aria-hidden="true" /> New key
          </Button>
        </>
      }
      flush
    >
      {keys.isPending && <Loading />}
      {keys.error !== null && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data !== undefined && (
        <Table
          caption="List of API keys"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Name', cell: ({ name }) => <b>{name}</b>, grow: true },
            { name: 'Id', cell: ({ id }) => <code>{id}</code> },
            { name: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
            { name: 'Tenant', cell: ({ tenant }) => tenant },
            { name: 'Created', cell: ({ created }) => times.short(created) },
            {
              name: 'Last used',
              cell: ({ last_used }) => (last_used === undefined ? 'never' : times.ago(last_used)),
            },
            {
              name: 'State',
              cell: key => {
                const end = ended(key)
                if (end !== undefined) return <Badge>{end}</Badge>
                return key.expires === undefined ? (
                  <Badge tone="good">active</Badge>
                ) : (
                  <Badge tone="note">until {times.day(key.expires)}</Badge>
                )
              },
            },
            {
              name: 'Actions',
              stays: true,
              cell: key =>
                ended(key) === undefined && (
                  <Button
                    small
                    look="danger"
                    aria-label={`Revoke ${key.name}`}
                    onClick={() => setRevoking(key)}
                  >
                    Revoke
                  </Button>
                ),
            },
          ]}
        />
      )}
      {making && <NewKey onClose={() => setMaking(false)} onMade={setSecret} />}
      {secret !== undefined && !making && (
        <SecretOnce title="The new key" secrets={[secret]} onClose={() => setSecret(undefined)} />
      )}
      {revoking !== undefined && (
        <Confirm
          title={`Revoke ${revoking.name}?`}
          action="Revoke"
          onConfirm={() => revoke(revoking.id)}
          onClose={() => setRevoking(undefined)}
        >
          <p>Whatever uses it is refused from now on. It cannot be brought back.</p>
        </Confirm>
      )}
    </Card>
  )
}

function NewKey({
  onClose,
  onMade,
}: {
  readonly onClose: () => void
  readonly onMade: (secret: string) => void
}) {
  const session = useSession()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['ingest'])
  const [days, setDays] = useState('')
  const [tenant, setTenant] = useState(session.tenant)
  const create = useDo((body: object) => api.post<{ secret: string }>('/api/v1/keys', body))
  return (
    <FormDialog
      title="New API key"
      action="Create"
      onClose={onClose}
      onSubmit={async () => {
        const { secret } = await create({
          name,
          scopes,
          tenant,
          ...(days === '' ? {} : { expires: new Date(Date.now() + Number(days) * 86_400_000).toISOString() }),
        })
        onMade(secret)
      }}
    >
      <TextField
        label="Name"
        value={name}
        onChange={event => setName(event.target.value)}
        hint="What uses it, so that it can be told apart later"
        required
        autoFocus
      />
      <fieldset>
        <legend>May</legend>
        {SCOPES.map(scope => (
          <Checkbox
            key={scope}
            label={ABOUT[scope]}
            checked={scopes.includes(scope)}
            onChange={event =>
              setScopes(event.target.checked ? [...scopes, scope] : scopes.filter(other => other !== scope))
            }
          />
        ))}
      </fieldset>
      <SelectField label="Expires" options={EXPIRIES} value={days as ''} onChange={setDays} />
      {session.tenant === 'default' && (
        <TextField label="Tenant" value={tenant} onChange={event => setTenant(event.target.value)} required />
      )}
    </FormDialog>
  )
}
