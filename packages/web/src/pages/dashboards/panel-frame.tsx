import { useSortable } from '@dnd-kit/sortable'
import type { Panel } from '@tallystick/core'
import { Link } from '@tanstack/react-router'
import { Ellipsis, ExternalLink, GripVertical } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { clip } from '../../ui/text.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import styles from './dashboards.module.css'
import { PanelBody } from './panel-body.tsx'
import { filterOf } from './question.ts'

/** What can be done with a panel while its dashboard is edited. */
export type PanelEdits = {
  readonly edit: () => void
  readonly resize: (size: { readonly width: number } | { readonly height: number }) => void
  readonly duplicate: () => void
  readonly remove: () => void
  readonly move: (by: -1 | 1) => void
}

/** A panel in its place, with its title and, while edited, a handle to drag it by. */
export function PanelFrame({
  panel,
  edits,
}: {
  readonly panel: Panel
  readonly edits: PanelEdits | undefined
}) {
  const id = useId()
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } =
    useSortable({
      id: panel.id,
      disabled: edits === undefined,
    })
  return (
    <article
      ref={setNodeRef}
      className={styles.panel}
      aria-labelledby={id}
      data-width={panel.width}
      data-height={panel.height}
      data-dragging={isDragging}
      style={{
        transform: transform === null ? undefined : `translate3d(${transform.x}px, ${transform.y}px, 0)`,
        transition,
      }}
    >
      <header className={styles.panelHead}>
        {edits !== undefined && (
          <button
            type="button"
            ref={setActivatorNodeRef}
            className={styles.handle}
            {...attributes}
            {...listeners}
            aria-label={`Move ${clip(panel.title, 60)}`}
          >
            <GripVertical size={14} aria-hidden="true" />
          </button>
        )}
        <h2 id={id}>{panel.title === '' ? 'Untitled' : clip(panel.title, 120)}</h2>
        {panel.last !== undefined && <span className={styles.last}>last {panel.last}</span>}
        <span className={styles.panelActions}>
          {edits === undefined ? <Source panel={panel} /> : <Edits panel={panel} edits={edits} />}
        </span>
      </header>
      <div className={styles.panelBody}>
        <PanelBody panel={panel} />
      </div>
    </article>
  )
}

/** To where the same can be looked into. */
function Source({ panel }: { readonly panel: Panel }) {
  const title = clip(panel.title, 60)
  const inside = <ExternalLink size={13} aria-hidden="true" />
  return panel.source === 'expr' ? (
    <Tooltip text="Open in Metrics">
      <Link
        to="/series"
        search={{ expr: panel.text }}
        className={styles.source}
        aria-label={`${title} in Metrics`}
      >
        {inside}
      </Link>
    </Tooltip>
  ) : (
    <Tooltip text="Open in Explore">
      <Link
        to="/explore"
        search={{ q: filterOf(panel) }}
        className={styles.source}
        aria-label={`${title} in Explore`}
      >
        {inside}
      </Link>
    </Tooltip>
  )
}

function Edits({ panel, edits }: { readonly panel: Panel; readonly edits: PanelEdits }) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`Change ${clip(panel.title, 60)}`} small>
          <Ellipsis size={15} />
        </IconButton>
      }
    >
      <MenuItem onSelect={edits.edit}>Edit …</MenuItem>
      <MenuItem onSelect={edits.duplicate}>Duplicate</MenuItem>
      <MenuItem onSelect={() => edits.move(-1)}>Move before the one before</MenuItem>
      <MenuItem onSelect={() => edits.move(1)}>Move after the next</MenuItem>
      <MenuSeparator />
      <MenuLabel>Size</MenuLabel>
      <MenuItem disabled={panel.width === 4} onSelect={() => edits.resize({ width: panel.width + 1 })}>
        Wider
      </MenuItem>
      <MenuItem disabled={panel.width === 1} onSelect={() => edits.resize({ width: panel.width - 1 })}>
        Narrower
      </MenuItem>
      <MenuItem disabled={panel.height === 4} onSelect={() => edits.resize({ height: panel.height + 1 })}>
        Taller
      </MenuItem>
      <MenuItem disabled={panel.height === 1} onSelect={() => edits.resize({ height: panel.height - 1 })}>
        Flatter
      </MenuItem>
      <MenuSeparator />
      <MenuItem danger onSelect={edits.remove}>
        Remove
      </MenuItem>
    </Menu>
  )
}
