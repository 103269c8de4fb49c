import { Link } from '@tanstack/react-router'
import { Plus, Upload } from 'lucide-react'
import { useState } from 'react'
import { useTimes } from '../../time/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { plural } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { type Dashboard, useDashboards } from './api.ts'
import { CreateDialog } from './create-dialog.tsx'
import styles from './dashboards.module.css'
import { readDocument } from './document.ts'
import { ImportDialog } from './import-dialog.tsx'

/** Dashboards of one's own, and those that others share. */
export default function DashboardList() {
  const { data, error, isError, refetch } = useDashboards()
  const [open, setOpen] = useState<'create' | 'import'>()
  return (
    <Page
      title="Dashboards"
      actions={
        <>
          <Button onClick={() => setOpen('import')}>
            <Upload size={13} aria-hidden="true" />
            Import
          </Button>
          <Button look="primary" onClick={() => setOpen('create')}>
            <Plus size={14} aria-hidden="true" />
            New dashboard
          </Button>
        </>
      }
    >
      {isError ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading what="Loading dashboards" />
      ) : data.length === 0 ? (
        <Empty
          title="No dashboards yet"
          action={
            <Button look="primary" onClick={() => setOpen('create')}>
              Make the first one
            </Button>
          }
        >
          Put the queries that you look at each day side by side, for yourself or for everybody in the tenant.
          Begin with “Application health” or “AI firewall”, or with nothing.
        </Empty>
      ) : (
        <Card flush>
          <DashboardTable dashboards={data} />
        </Card>
      )}
      {open === 'create' && <CreateDialog onClose={() => setOpen(undefined)} />}
      {open === 'import' && <ImportDialog onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function DashboardTable({ dashboards }: { readonly dashboards: readonly Dashboard[] }) {
  const times = useTimes()
  return (
    <Table
      caption="Dashboards"
      rows={dashboards}
      keyOf={({ id }) => id}
      linked
      columns={[
        {
          name: 'Name',
          grow: true,
          cell: ({ id, name }) => (
            <Link to="/dashboards/$id" params={{ id }} className={styles.name}>
              {clip(name, 128)}
            </Link>
          ),
        },
        { name: 'Panels', cell: ({ document }) => panelsOf(document) },
        { name: 'Owner', cell: ({ owner, mine }) => (mine ? 'you' : clip(owner, 60)) },
        {
          name: 'Seen by',
          cell: ({ shared }) => (shared ? <Badge tone="note">tenant</Badge> : <Badge>owner</Badge>),
        },
        {
          name: 'Changed',
          cell: ({ changed }) => <span title={times.full(changed)}>{times.ago(changed)}</span>,
        },
      ]}
    />
  )
}

function panelsOf(document: unknown): string {
  const read = readDocument(document)
  return read.ok ? plural(read.value.panels.length, 'panel') : 'not readable'
}
