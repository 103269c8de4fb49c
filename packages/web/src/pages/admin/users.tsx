import { MoreHorizontal, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.tsx'
import type { Role } from '../../api/types.ts'
import { useTimes } from '../../time/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Checkbox, SelectField, TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { SecretOnce } from '../../ui/secret.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { useToast } from '../../ui/toast.tsx'
import { type User, useDo, useList } from './data.ts'

const ROLES: readonly (readonly [Role, string])[] = [
  ['admin', 'admin: everything'],
  ['operator', 'operator: send, read, verify'],
  ['auditor', 'auditor: read, export, verify'],
  ['guest', 'guest: read'],
]

type Open =
  | { readonly kind: 'new' }
  | { readonly kind: 'role' | 'delete' | 'password' | 'sessions' | 'totp'; readonly user: User }

export function Users() {
  const users = useList<User>('/api/v1/users', 'users')
  const session = useSession()
  const times = useTimes()
  const toast = useToast()
  const [open, setOpen] = useState<Open>()
  const [made, setMade] = useState<{ readonly name: string; readonly password: string }>()
  const close = () => setOpen(undefined)
  const change = useDo(({ name, ...to }: { name: string } & Record<string, unknown>) =>
    api.patch<User>(`/api/v1/users/${encodeURIComponent(name)}`, to),
  )
  const remove = useDo((path: string) => api.delete(path))
  const pathOf = ({ name }: User, more = '') => `/api/v1/users/${encodeURIComponent(name)}${more}`

  return (
    <Card
      title="Users"
      note="people, and scripts that know only a password"
      actions={
        <Button small onClick={() => setOpen({ kind: 'new' })}>
          <UserPlus size={13} aria-hidden="true" /> New user
        </Button>
      }
      flush
    >
      {users.isPending && <Loading />}
      {users.error !== null && <ErrorState error={users.error} onRetry={() => void users.refetch()} />}
      {users.data !== undefined && (
        <Table
          caption="List of users"
          rows={users.data}
          keyOf={({ name }) => name}
          columns={[
            { name: 'User', cell: ({ name }) => <b>{name}</b>, grow: true },
            { name: 'Role', cell: ({ role }) => role },
            { name: 'Grants', cell: ({ grants }) => grants.join(', ') || '–' },
            { name: 'Tenant', cell: ({ tenant }) => tenant },
            {
              name: 'State',
              cell: ({ disabled }) =>
                disabled === undefined ? (
                  <Badge tone="good">active</Badge>
                ) : (
                  <Badge tone="warn">disabled</Badge>
                ),
            },
            { name: 'Created', cell: ({ created }) => times.short(created) },
            {
              name: 'Actions',
              stays: true,
              cell: user => (
                <Menu
                  align="end"
                  trigger={
                    <IconButton label={`Actions for ${user.name}`} small>
                      <MoreHorizontal size={14} />
                    </IconButton>
                  }
                >
                  <MenuItem onSelect={() => setOpen({ kind: 'role', user })}>Role and grants …</MenuItem>
                  <MenuItem onSelect={() => setOpen({ kind: 'password', user })}>New password …</MenuItem>
                  <MenuItem onSelect={() => setOpen({ kind: 'sessions', user })}>
                    Sign out everywhere …
                  </MenuItem>
                  <MenuItem onSelect={() => setOpen({ kind: 'totp', user })}>Remove second factor …</MenuItem>
                  <MenuItem
                    disabled={user.name === session.name}
                    onSelect={() =>
                      void change({ name: user.name, disabled: user.disabled === undefined }).catch(
                        toast.failed,
                      )
                    }
                  >
                    {user.disabled === undefined ? 'Disable' : 'Enable'}
                  </MenuItem>
                  <MenuSeparator />
                  <MenuItem
                    danger
                    disabled={user.name === session.name}
                    onSelect={() => setOpen({ kind: 'delete', user })}
                  >
                    Delete …
                  </MenuItem>
                </Menu>
              ),
            },
          ]}
        />
      )}
      {open?.kind === 'new' && <NewUser onClose={close} onMade={setMade} />}
      {open === undefined && made !== undefined && (
        <SecretOnce
          title={`Password of ${made.name}`}
          secrets={[made.password]}
          onClose={() => setMade(undefined)}
        />
      )}
      {open?.kind === 'role' && <ChangeRole user={open.user} change={change} onClose={close} />}
      {open?.kind === 'password' && <ChangePassword user={open.user} change={change} onClose={close} />}
      {open?.kind === 'sessions' && (
        <Confirm
          title={`Sign ${open.user.name} out everywhere?`}
          action="Sign out"
          onConfirm={() => remove(pathOf(open.user, '/sessions'))}
          onClose={close}
        >
          <p>Every browser in which {open.user.name} is signed in has to sign in again.</p>
        </Confirm>
      )}
      {open?.kind === 'totp' && (
        <Confirm
          title={`Remove the second factor of ${open.user.name}?`}
          action="Remove"
          onConfirm={() => remove(pathOf(open.user, '/totp'))}
          onClose={close}
        >
          <p>From then on the password alone is enough, until a new one is set up.</p>
        </Confirm>
      )}
      {open?.kind === 'delete' && (
        <Confirm
          title={`Delete ${open.user.name}?`}
          action="Delete"
          onConfirm={() => remove(pathOf(open.user))}
          onClose={close}
        >
          <p>
            What they did stays recorded under their name. To keep somebody out for a while, disable them.
          </p>
        </Confirm>
      )}
    </Card>
  )
}

function NewUser({
  onClose,
  onMade,
}: {
  readonly onClose: () => void
  readonly onMade: (made: { readonly name: string; readonly password: string }) => void
}) {
  const session = useSession()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('guest')
  const [payload, setPayload] = useState(false)
  const [tenant, setTenant] = useState(session.tenant)
  const create = useDo((body: object) => api.post<{ user: User; password?: string }>('/api/v1/users', body))
  return (
    <FormDialog
      title="New user"
      action="Create"
      onClose={onClose}
      onSubmit={async () => {
        const { user, password } = await create({
          name,
          role,
          tenant,
          ...(role === 'auditor' && payload ? { grants: ['payload'] } : {}),
        })
        if (password !== undefined) onMade({ name: user.name, password })
      }}
    >
      <TextField
        label="Name"
        value={name}
        onChange={event => setName(event.target.value)}
        hint="a-z 0-9 . _ @ + -; an address will do"
        required
        autoFocus
      />
      <SelectField label="Role" options={ROLES} value={role} onChange={setRole} />
      {role === 'auditor' && (
        <Checkbox
          label="May see messages and attributes"
          checked={payload}
          onChange={event => setPayload(event.target.checked)}
        />
      )}
      {session.tenant === 'default' && (
        <TextField label="Tenant" value={tenant} onChange={event => setTenant(event.target.value)} required />
      )}
      <p>A password is made and shown once.</p>
    </FormDialog>
  )
}

type Change = (to: { name: string } & Record<string, unknown>) => Promise<User>

function ChangeRole({ user, change, onClose }: { user: User; change: Change; onClose: () => void }) {
  const [role, setRole] = useState(user.role)
  const [payload, setPayload] = useState(user.grants.includes('payload'))
  return (
    <FormDialog
      title={`Role of ${user.name}`}
      action="Change"
      onClose={onClose}
      onSubmit={() =>
        change({ name: user.name, role, grants: role === 'auditor' && payload ? ['payload'] : [] })
      }
    >
      <SelectField label="Role" options={ROLES} value={role} onChange={setRole} />
      {role === 'auditor' && (
        <Checkbox
          label="May see messages and attributes"
          checked={payload}
          onChange={event => setPayload(event.target.checked)}
        />
      )}
      <p>It holds with their next request.</p>
    </FormDialog>
  )
}

function ChangePassword({ user, change, onClose }: { user: User; change: Change; onClose: () => void }) {
  const [password, setPassword] = useState('')
  return (
    <FormDialog
      title={`New password for ${user.name}`}
      action="Change"
      onClose={onClose}
      onSubmit={() => change({ name: user.name, password })}
    >
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        value={password}
        onChange={event => setPassword(event.target.value)}
        hint="8 characters or more. Their sessions end."
        required
        autoFocus
      />
    </FormDialog>
  )
}
