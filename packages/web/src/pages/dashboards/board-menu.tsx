import type { DashboardDocument } from '@tallystick/core'
import { useNavigate } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { clip } from '../../ui/text.ts'
import { useToast } from '../../ui/toast.tsx'
import { type Dashboard, useDashboardChanges } from './api.ts'
import { saveFile } from './file.ts'

/** Everything about a dashboard but its panels. */
export function BoardMenu({
  dashboard,
  document,
  mayChange,
}: {
  readonly dashboard: Dashboard
  readonly document: DashboardDocument
  readonly mayChange: boolean
}) {
  const navigate = useNavigate()
  const { create, save, remove } = useDashboardChanges()
  const say = useToast()
  const [asked, setAsked] = useState<'name' | 'delete'>()
  const { id, name, shared } = dashboard
  const share = async () => {
    try {
      await save(id, { shared: !shared })
      if (shared) return say.done('Only you see it now')
      await copyText(`${location.origin}/dashboards/${id}`)
      say.done('Shared with the tenant; its address is copied')
    } catch (error) {
      say.failed(error)
    }
  }
  const copy = async () => {
    try {
      const made = await create({ name: `${name.slice(0, 120)} (copy)`, shared: false, document })
      await navigate({ to: '/dashboards/$id', params: { id: made.id } })
      say.done('This is your copy')
    } catch (error) {
      say.failed(error)
    }
  }
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label="More" look="plain">
            <Ellipsis size={15} />
          </IconButton>
        }
      >
        {mayChange && (
          <>
            <MenuItem onSelect={() => setAsked('name')}>Rename …</MenuItem>
            <MenuItem onSelect={() => void share()}>
              {shared ? 'Stop sharing' : 'Share, and copy its address'}
            </MenuItem>
          </>
        )}
        <MenuItem onSelect={() => void copy()}>Make a copy</MenuItem>
        <MenuItem onSelect={() => saveFile({ type: 'tallystick.dashboard', name, document })}>
          Export as JSON
        </MenuItem>
        {mayChange && (
          <>
            <MenuSeparator />
            <MenuItem danger onSelect={() => setAsked('delete')}>
              Delete …
            </MenuItem>
          </>
        )}
      </Menu>
      {asked === 'name' && <Rename dashboard={dashboard} onClose={() => setAsked(undefined)} />}
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${clip(name, 60)}?`}
          action="Delete"
          onClose={() => setAsked(undefined)}
          onConfirm={async () => {
            await remove(id)
            await navigate({ to: '/dashboards' })
          }}
        >
          {shared ? 'Everybody in the tenant loses it. ' : ''}It cannot be brought back, except from an
          export.
        </Confirm>
      )}
    </>
  )
}

function Rename({ dashboard, onClose }: { readonly dashboard: Dashboard; readonly onClose: () => void }) {
  const { save } = useDashboardChanges()
  const [name, setName] = useState(dashboard.name)
  return (
    <FormDialog
      title="Rename the dashboard"
      action="Rename"
      onClose={onClose}
      onSubmit={() => save(dashboard.id, { name: name.trim() })}
    >
      <TextField
        label="Name"
        required
        maxLength={128}
        value={name}
        onChange={event => setName(event.target.value)}
      />
    </FormDialog>
  )
}
