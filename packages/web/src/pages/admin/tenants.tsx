import { Plus } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.tsx'
import { useTimes } from '../../time/format.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { count } from '../../ui/numbers.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { type Tenant, useDo, useList } from './data.ts'
import { type TenantStats, useStats } from './stats.ts'

export function Tenants() {
  const tenants = useList<Tenant>('/api/v1/tenants', 'tenants')
  const stats = useStats()
  const session = useSession()
  const times = useTimes()
  const [making, setMaking] = useState(false)
  const figures = (name: string): TenantStats | undefined =>
    stats.data?.tenants.find(({ tenant }) => tenant === name)
  return (
    <Card
      title="Tenants"
      note="each sees only its own record"
      actions={
        session.tenant === 'default' && (
          <Button small onClick={() => setMaking(true)}>
            <Plus size={13} aria-hidden="true" /> New tenant
          </Button>
        )
      }
      flush
    >
      {tenants.isPending && <Loading />}
      {tenants.error !== null && <ErrorState error={tenants.error} onRetry={() => void tenants.refetch()} />}
      {tenants.data !== undefined && (
        <Table
          caption="List of tenants"
          rows={tenants.data}
          keyOf={({ name }) => name}
          columns={[
            { name: 'Tenant', cell: ({ name }) => <b>{name}</b>, grow: true },
            { name: 'Events', number: true, cell: ({ name }) => count(figures(name)?.events ?? 0) },
            { name: 'Sealed', number: true, cell: ({ name }) => count(figures(name)?.sealed ?? 0) },
            { name: 'Indexed', number: true, cell: ({ name }) => count(figures(name)?.indexed ?? 0) },
            {
              name: 'Ledger entries',
              number: true,
              cell: ({ name }) => count(figures(name)?.ledger_size ?? 0),
            },
            {
              name: 'Newest event',
              cell: ({ name }) => {
                const last = figures(name)?.last
                return last === undefined ? '–' : times.short(last)
              },
            },
            { name: 'Created', cell: ({ created }) => times.short(created) },
          ]}
        />
      )}
      {making && <NewTenant onClose={() => setMaking(false)} />}
    </Card>
  )
}

function NewTenant({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const create = useDo((body: object) => api.post<Tenant>('/api/v1/tenants', body))
  return (
    <FormDialog title="New tenant" action="Create" onClose={onClose} onSubmit={() => create({ name })}>
      <TextField
        label="Name"
        value={name}
        onChange={event => setName(event.target.value)}
        hint="1 to 63 of a-z 0-9 - _, starting with a letter or digit"
        required
        autoFocus
      />
    </FormDialog>
  )
}
