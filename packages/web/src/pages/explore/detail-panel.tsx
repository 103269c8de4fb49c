import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import type { TallyEvent } from '../../api/types.ts'
import type { ValueActions } from '../../events/actions.ts'
import { EventDetail } from '../../events/event-detail.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useMedia } from '../../ui/media.ts'
import styles from './detail-panel.module.css'

const KEY = 'tallystick.detail'
const [LEAST, MOST, USUAL] = [320, 900, 420]
/** Below it the list would be too narrow beside the details. */
const BESIDE = '(min-width: 1080px)'

/** The details of one event: beside the list where there is room, over it where there is not. */
export function DetailPanel({
  event,
  id,
  actions,
  onOpen,
  onStep,
  onClose,
}: {
  readonly event: TallyEvent | undefined
  readonly id: string
  readonly actions: ValueActions
  readonly onOpen: (event: TallyEvent) => void
  /** Goes to the row after (1) or before (-1); absent at an event that is not in the list. */
  readonly onStep: ((by: 1 | -1) => void) | undefined
  readonly onClose: () => void
}) {
  const beside = useMedia(BESIDE)
  const [width, setWidth] = useState(readWidth)
  const resize = (to: number) => {
    const next = Math.min(Math.max(to, LEAST), MOST)
    setWidth(next)
    try {
      localStorage.setItem(KEY, String(next))
    } catch {
      // Without storage the width lasts as long as the page.
    }
  }
  const detail = <EventDetail event={event} id={id} actions={actions} onOpen={onOpen} />
  if (!beside)
    return (
      <Dialog title="Event" onClose={onClose} side wide>
        <div className={styles.sheet}>{detail}</div>
      </Dialog>
    )
  return (
    <aside className={styles.panel} style={{ width }} aria-label="Event">
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged. */}
      <div
        role="separator"
        aria-label="Width of the details"
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        className={styles.handle}
        onPointerDown={(down: PointerEvent<HTMLDivElement>) => {
          down.currentTarget.setPointerCapture(down.pointerId)
        }}
        onPointerMove={(move: PointerEvent<HTMLDivElement>) => {
          if (!move.currentTarget.hasPointerCapture(move.pointerId)) return
          resize(move.currentTarget.parentElement!.getBoundingClientRect().right - move.clientX)
        }}
        onKeyDown={(key: KeyboardEvent) => {
          const by = key.key === 'ArrowLeft' ? 24 : key.key === 'ArrowRight' ? -24 : 0
          if (by === 0) return
          key.preventDefault()
          resize(width + by)
        }}
      />
      <div className={styles.head}>
        <h2>Event</h2>
        {onStep !== undefined && (
          <>
            <IconButton small label="Row before" shortcut="k" onClick={() => onStep(-1)}>
              <ChevronUp size={15} />
            </IconButton>
            <IconButton small label="Next row" shortcut="j" onClick={() => onStep(1)}>
              <ChevronDown size={15} />
            </IconButton>
          </>
        )}
        <IconButton small label="Close" shortcut="Esc" onClick={onClose}>
          <X size={15} />
        </IconButton>
      </div>
      <div className={styles.body}>{detail}</div>
    </aside>
  )
}

function readWidth(): number {
  try {
    const kept = Number(localStorage.getItem(KEY))
    return kept >= LEAST && kept <= MOST ? kept : USUAL
  } catch {
    return USUAL
  }
}
