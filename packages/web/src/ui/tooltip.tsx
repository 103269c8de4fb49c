import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Keys } from './keys.tsx'
import styles from './overlay.module.css'

export const TooltipProvider = Radix.Provider

/** Words about an element that has a name of its own already: shown on hover and focus. */
export function Tooltip({
  text,
  shortcut,
  children,
}: {
  readonly text: ReactNode
  readonly shortcut?: string | undefined
  readonly children: ReactNode
}) {
  return (
    <Radix.Root delayDuration={350}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.tooltip} sideOffset={5} collisionPadding={8}>
          {text}
          {shortcut !== undefined && <Keys keys={shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
