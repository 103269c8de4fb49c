import type { DashboardDocument, Panel } from '@tallystick/core'
import { useBlocker, useNavigate, useSearch } from '@tanstack/react-router'
import { Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { useMay, useSession } from '../../api/session.tsx'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import { useToast } from '../../ui/toast.tsx'
import { type Dashboard, useDashboardChanges } from './api.ts'
import { BoardMenu } from './board-menu.tsx'
import { MOST_PANELS } from './document.ts'
import { type Draft, keepDraft, keptDraft, type Opened } from './draft.ts'
import { PanelEditor } from './panel-editor.tsx'
import { PanelGrid } from './panel-grid.tsx'

/** A dashboard with its panels. What is edited stays here until it is saved, also when the session ends; leaving before that asks. */
export function Board({
  dashboard,
  stored,
}: {
  readonly dashboard: Dashboard
  readonly stored: DashboardDocument
}) {
  const { edit } = useSearch({ strict: false }) as { edit?: string }
  const navigate = useNavigate()
  const isAdmin = useMay('admin')
  const mayChange = dashboard.mine || (dashboard.shared && isAdmin)
  const editing = edit !== undefined && mayChange
  const { create, save, reload } = useDashboardChanges()
  const say = useToast()

  const { tenant, name: user } = useSession()
  const [kept] = useState(() => (editing ? keptDraft(dashboard.id, `${tenant}/${user}`) : undefined))
  const [draft, setDraft] = useState<Draft | undefined>(kept && { base: kept.base, document: kept.document })
  const [open, setOpen] = useState(kept?.open)
  const [busy, setBusy] = useState(false)
  const [conflict, setConflict] = useState(false)
  const unsaved = draft !== undefined && JSON.stringify(draft.document) !== JSON.stringify(stored)

  const keep = (next: Draft | undefined, opened?: Opened) =>
    keepDraft(dashboard.id, `${tenant}/${user}`, next && { ...next, open: opened })
  const begun = draft ?? { base: dashboard.version, document: stored }
  const { document } = begun
  const change = (panels: readonly Panel[]) => {
    const next: Draft = { base: begun.base, document: { v: 1, panels } }
    setDraft(next)
    keep(next)
  }
  const giveUp = () => {
    setDraft(undefined)
    keep(undefined)
  }
  const setEditing = (on: boolean) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, edit: on ? '1' : undefined })) as never,
    })
  const store = async (version: number | undefined) => {
    setBusy(true)
    try {
      await save(dashboard.id, { document, ...(version === undefined ? {} : { version }) })
      giveUp()
      setConflict(false)
      setEditing(false)
      say.done('Saved')
    } catch (error) {
      if (error instanceof ApiError && error.code === 'TALLY_VIEW_CONFLICT') setConflict(true)
      else say.failed(error)
    } finally {
      setBusy(false)
    }
  }
  const keepBoth = async () => {
    try {
      const name = `${dashboard.name.slice(0, 120)} (mine)`
      const { id } = await create({ name, shared: false, document })
      keep(undefined)
      await navigate({ to: '/dashboards/$id', params: { id }, ignoreBlocker: true })
    } catch (error) {
      say.failed(error)
    }
  }
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => unsaved && current.pathname !== next.pathname,
    enableBeforeUnload: () => unsaved,
    withResolver: true,
  })
  const add = () => setOpen({ panel: newPanel(), isNew: true })

  return (
    <Page
      title={clip(dashboard.name, 128)}
      lead={editing ? (unsaved ? 'not saved yet' : 'editing') : leadOf(dashboard)}
      actions={
        editing ? (
          <>
            <Button disabled={document.panels.length >= MOST_PANELS} onClick={add}>
              <Plus size={14} aria-hidden="true" />
              Add a panel
            </Button>
            <Button
              onClick={() => {
                giveUp()
                setEditing(false)
              }}
            >
              {unsaved ? 'Discard' : 'Close'}
            </Button>
            <Button look="primary" busy={busy} disabled={!unsaved} onClick={() => void store(draft?.base)}>
              Save
            </Button>
            <RangePicker />
          </>
        ) : (
          <>
            {mayChange && (
              <Button onClick={() => setEditing(true)}>
                <Pencil size={13} aria-hidden="true" />
                Edit
              </Button>
            )}
            <BoardMenu dashboard={dashboard} document={stored} mayChange={mayChange} />
            <RangePicker />
          </>
        )
      }
    >
      <RangeNotice />
      {document.panels.length === 0 ? (
        <Empty
          title="No panels yet"
          action={
            mayChange && (
              <Button
                look="primary"
                onClick={() => {
                  setEditing(true)
                  add()
                }}
              >
                Add the first one
              </Button>
            )
          }
        >
          A panel shows a query over events or an expression over metrics: as a number, over time, as bars, a
          histogram or a table.
        </Empty>
      ) : (
        <PanelGrid
          panels={document.panels}
          onChange={editing ? change : undefined}
          onEdit={panel => setOpen({ panel, isNew: false })}
        />
      )}
      {open !== undefined && (
        <PanelEditor
          panel={open.panel}
          isNew={open.isNew}
          onEdit={panel => keep(begun, { ...open, panel })}
          onClose={() => {
            setOpen(undefined)
            keep(draft)
          }}
          onDone={panel => {
            const { panels } = document
            change(open.isNew ? [...panels, panel] : panels.map(one => (one.id === panel.id ? panel : one)))
            setOpen(undefined)
          }}
        />
      )}
      {conflict && (
        <Dialog
          title="Somebody else saved this dashboard"
          onClose={() => setConflict(false)}
          footer={
            <>
              <Button
                onClick={() => {
                  giveUp()
                  setConflict(false)
                  reload(dashboard.id).catch(say.failed)
                }}
              >
                Take theirs
              </Button>
              <Button onClick={() => void keepBoth()}>Save mine as a copy</Button>
              <Button look="danger" busy={busy} onClick={() => void store(undefined)}>
                Overwrite theirs
              </Button>
            </>
          }
        >
          It was changed since you began to edit. Take theirs, and what you changed is gone; overwrite, and
          what they changed is gone; or keep both, with yours as a dashboard of its own.
        </Dialog>
      )}
      {leaving.status === 'blocked' && (
        <Dialog
          title="Leave without saving?"
          onClose={leaving.reset}
          footer={
            <>
              <Button onClick={leaving.reset}>Stay</Button>
              <Button
                look="danger"
                onClick={() => {
                  keep(undefined)
                  leaving.proceed()
                }}
              >
                Leave
              </Button>
            </>
          }
        >
          What you changed on this dashboard is not saved.
        </Dialog>
      )}
    </Page>
  )
}

function leadOf({ shared, mine, owner }: Dashboard): string {
  if (!mine) return `shared by ${clip(owner, 60)}`
  return shared ? 'shared with the tenant' : 'only you see it'
}

function newPanel(): Panel {
  return {
    id: crypto.randomUUID(),
    title: '',
    kind: 'series',
    source: 'query',
    text: '',
    unit: '',
    width: 2,
    height: 2,
  }
}
