import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import buttons from './button.module.css'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import styles from './dialog.module.css'

/** What had the focus when each dialog was opened, and what had it before that. */
const openers = new WeakMap<Element, readonly HTMLElement[]>()

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
  // Closed while it still stands in the page: an element that was taken out gives the focus to nothing.
  useLayoutEffect(() => {
    const dialog = ref.current!
    openers.set(dialog, openersNow())
    dialog.showModal()
    // The first field, not the button that closes it; where there is none, the text.
    const body = dialog.querySelector<HTMLElement>('[data-body]')!
    const field = body.querySelector<HTMLElement>('input, textarea, select')
    ;(field ?? body).focus()
    return () => {
      dialog.close()
      giveBack(dialog)
    }
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

/** What has the focus, or what it came from: the button of a menu, and what opened the dialog that is open already. */
function openersNow(): HTMLElement[] {
  const focused = document.activeElement
  const menu = focused?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const under = [...document.querySelectorAll('dialog[open]')].at(-1)
  return [
    focused,
    menu != null && document.getElementById(menu),
    ...((under && openers.get(under)) ?? []),
  ].filter(opener => opener instanceof HTMLElement)
}

/** The browser gives focus back to what had it; where that has gone, as an entry of a menu has, what it came from gets it. */
function giveBack(dialog: Element): void {
  for (const opener of openers.get(dialog) ?? []) {
    const { activeElement, body } = document
    if (activeElement !== body && !dialog.contains(activeElement)) return
    opener.focus({ preventScroll: true })
  }
}
