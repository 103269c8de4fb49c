import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { rectSortingStrategy, SortableContext, sortableKeyboardCoordinates } from '@dnd-kit/sortable'
import type { Panel } from '@tallystick/core'
import styles from './dashboards.module.css'
import { duplicate, move } from './document.ts'
import { PanelFrame } from './panel-frame.tsx'

/** Panels in their places. With `onChange` they can be dragged, by pointer or by keyboard (Space, arrows, Space). */
export function PanelGrid({
  panels,
  onChange,
  onEdit,
}: {
  readonly panels: readonly Panel[]
  readonly onChange: ((panels: readonly Panel[]) => void) | undefined
  readonly onEdit: (panel: Panel) => void
}) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const placeOf = (id: unknown) => panels.findIndex(panel => panel.id === id)
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over !== null && over.id !== active.id) onChange?.(move(panels, placeOf(active.id), placeOf(over.id)))
  }
  const editsOf = (panel: Panel, place: number) =>
    onChange === undefined
      ? undefined
      : {
          edit: () => onEdit(panel),
          resize: (size: object) =>
            onChange(panels.map(one => (one.id === panel.id ? { ...one, ...size } : one))),
          duplicate: () => onChange(duplicate(panels, panel.id, crypto.randomUUID())),
          remove: () => onChange(panels.filter(({ id }) => id !== panel.id)),
          move: (by: -1 | 1) => onChange(move(panels, place, place + by)),
        }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{
        announcements: {
          onDragStart: ({ active }) => `Picked up ${nameOf(panels, active.id)}.`,
          onDragOver: ({ active, over }) =>
            over === null
              ? undefined
              : `${nameOf(panels, active.id)} is at place ${placeOf(over.id) + 1} of ${panels.length}.`,
          onDragEnd: ({ active, over }) =>
            over === null
              ? undefined
              : `${nameOf(panels, active.id)} was put at place ${placeOf(over.id) + 1}.`,
          onDragCancel: ({ active }) => `${nameOf(panels, active.id)} is back where it was.`,
        },
      }}
    >
      <SortableContext items={panels.map(({ id }) => id)} strategy={rectSortingStrategy}>
        <div className={styles.grid}>
          {panels.map((panel, place) => (
            <PanelFrame key={panel.id} panel={panel} edits={editsOf(panel, place)} />
          ))}
        </div>
      </SortableContext>
    </DndContext>
  )
}

function nameOf(panels: readonly Panel[], id: unknown): string {
  return panels.find(panel => panel.id === id)?.title ?? 'The panel'
}
