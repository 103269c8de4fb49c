import { Bookmark, BookmarkPlus, Save, Trash2, Users } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Checkbox, TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { clip } from '../../ui/text.ts'
import { useToast } from '../../ui/toast.tsx'
import styles from './saved-menu.module.css'
import { differs, documentOf, openingOf, type SavedDocument, type SavedSearch } from './saved-search.ts'
import type { Change } from './state.ts'
import { useSavedChanges, useSavedSearches } from './use-saved.ts'

/** Searches that were kept: one’s own, and those that the tenant shares. */
export function SavedMenu({
  current,
  opened,
  change,
}: {
  readonly current: SavedDocument
  /** Id of the one that was opened. */
  readonly opened: string | undefined
  readonly change: (changes: Change) => void
}) {
  const list = useSavedSearches()
  const changes = useSavedChanges()
  const toast = useToast()
  const [dialog, setDialog] = useState<'save' | 'delete'>()
  const all = list.data ?? []
  const saved = all.find(({ id }) => id === opened)
  const changed = saved !== undefined && differs(documentOf(saved.document), current)

  const update = async ({ id, version }: SavedSearch) => {
    try {
      await changes.update.mutateAsync({ id, version, document: current })
      toast.done('The saved search is updated.')
    } catch (error) {
      toast.failed(error)
    }
  }
  return (
    <>
      <Menu
        trigger={
          <Button
            aria-label={saved === undefined ? 'Saved searches' : `Saved search ${clip(saved.name, 80)}`}
          >
            <Bookmark size={14} aria-hidden="true" fill={saved === undefined ? 'none' : 'currentColor'} />
            <span className={styles.current}>{saved === undefined ? 'Saved' : clip(saved.name, 40)}</span>
            {changed && <span className={styles.changed}>changed</span>}
          </Button>
        }
      >
        <MenuItem onSelect={() => setDialog('save')}>
          <BookmarkPlus size={14} aria-hidden="true" /> Save this search …
        </MenuItem>
        {saved?.mine && (
          <>
            <MenuItem disabled={!changed} onSelect={() => void update(saved)}>
              <Save size={14} aria-hidden="true" /> Update “{clip(saved.name, 30)}”
            </MenuItem>
            <MenuItem danger onSelect={() => setDialog('delete')}>
              <Trash2 size={14} aria-hidden="true" /> Delete “{clip(saved.name, 30)}”
            </MenuItem>
          </>
        )}
        <MenuSeparator />
        {list.error !== null && <MenuLabel>{list.error.message}</MenuLabel>}
        {list.data?.length === 0 && <MenuLabel>Nothing is saved yet</MenuLabel>}
        <Part name="Yours" searches={all.filter(({ mine }) => mine)} opened={opened} change={change} />
        <Part
          name="Shared with you"
          searches={all.filter(({ mine }) => !mine)}
          opened={opened}
          change={change}
        />
      </Menu>
      {dialog === 'save' && (
        <SaveDialog
          current={current}
          onClose={() => setDialog(undefined)}
          onSave={async search => {
            const { id } = await changes.create.mutateAsync(search)
            toast.done(`“${search.name}” is saved.`)
            change({ saved: id })
          }}
        />
      )}
      {dialog === 'delete' && saved !== undefined && (
        <Confirm
          title="Delete saved search"
          action="Delete"
          onClose={() => setDialog(undefined)}
          onConfirm={async () => {
            await changes.remove.mutateAsync(saved)
            change({ saved: undefined })
          }}
        >
          <p>
            “{clip(saved.name, 80)}” is deleted{saved.shared ? ' for everyone it is shared with' : ''}. The
            events stay.
          </p>
        </Confirm>
      )}
    </>
  )
}

function Part({
  name,
  searches,
  opened,
  change,
}: {
  readonly name: string
  readonly searches: readonly SavedSearch[]
  readonly opened: string | undefined
  readonly change: (changes: Change) => void
}) {
  if (searches.length === 0) return null
  return (
    <>
      <MenuLabel>{name}</MenuLabel>
      {searches.map(search => (
        <MenuItem key={search.id} onSelect={() => change(openingOf(search))}>
          <span className={styles.mark}>{search.id === opened ? '✓' : ''}</span>
          <span className={styles.name}>{clip(search.name, 60)}</span>
          {search.shared && (
            <span className={styles.by}>
              <Users size={12} aria-hidden="true" /> {search.mine ? 'shared' : clip(search.owner, 40)}
            </span>
          )}
        </MenuItem>
      ))}
    </>
  )
}

function SaveDialog({
  current,
  onSave,
  onClose,
}: {
  readonly current: SavedDocument
  readonly onSave: (search: { name: string; shared: boolean; document: SavedDocument }) => Promise<unknown>
  readonly onClose: () => void
}) {
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [keepRange, setKeepRange] = useState(true)
  const { from: _, to: __, ...timeless } = current
  return (
    <FormDialog
      title="Save this search"
      action="Save"
      onClose={onClose}
      onSubmit={() => onSave({ name: name.trim(), shared, document: keepRange ? current : timeless })}
    >
      <TextField
        label="Name"
        required
        maxLength={128}
        value={name}
        onChange={event => setName(event.target.value)}
        placeholder="Failed sign-ins"
        autoFocus
      />
      <p className={styles.query}>
        <code>{clip(current.q ?? '*', 400)}</code>
      </p>
      <Checkbox
        label="Keep the range of time as well"
        checked={keepRange}
        onChange={event => setKeepRange(event.target.checked)}
      />
      <Checkbox
        label="Share with everyone of this tenant who may read"
        checked={shared}
        onChange={event => setShared(event.target.checked)}
      />
    </FormDialog>
  )
}
