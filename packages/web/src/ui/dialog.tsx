import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import buttons from './button.module.css'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import styles from './dialog.module.css'

/**
 * The browser's own modal dialog: it keeps focus inside, makes what is behind inert, and gives focus back when it closes.
 * `side` lays it along the right edge.
 */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  wide,
  side,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly footer?: ReactNode
  readonly wide?: boolean
  readonly side?: boolean
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current!
    dialog.showModal()
    // The first field, not the button that closes it; where there is none, the text.
    const body = dialog.querySelector<HTMLElement>('[data-body]')!
    const field = body.querySelector<HTMLElement>('input, textarea, select')
    ;(field ?? body).focus()
    return () => dialog.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it as well; this is the click beside it.
    <dialog
      ref={ref}
      className={classes(styles.dialog, wide && styles.wide, side && styles.side)}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClick={event => {
        if (event.target === ref.current) onClose()
      }}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <h2 id={id}>{title}</h2>
          {/* It is focused first, and a tooltip would take the first Escape for itself. */}
          <Button
            look="quiet"
            small
            className={buttons.icon}
            aria-label="Close"
            title="Close"
            onClick={onClose}
          >
            <X size={15} />
          </Button>
        </header>
        <div className={styles.body} data-body="" tabIndex={-1}>
          {children}
        </div>
        {footer !== undefined && <footer className={styles.foot}>{footer}</footer>}
      </div>
    </dialog>
  )
}
