import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './overlay.module.css'

export function Menu({
  trigger,
  children,
  align = 'start',
}: {
  readonly trigger: ReactNode
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function MenuItem({
  onSelect,
  disabled,
  danger,
  children,
}: {
  readonly onSelect: () => void
  readonly disabled?: boolean
  readonly danger?: boolean
  readonly children: ReactNode
}) {
  return (
    <Radix.Item
      className={styles.item}
      data-danger={danger}
      onSelect={onSelect}
      {...(disabled === undefined ? {} : { disabled })}
    >
      {children}
    </Radix.Item>
  )
}

export function MenuCheck({
  checked,
  onChange,
  children,
}: {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ReactNode
}) {
  return (
    <Radix.CheckboxItem
      className={styles.item}
      checked={checked}
      onCheckedChange={onChange}
      onSelect={event => event.preventDefault()}
    >
      <span className={styles.tick}>{checked ? '✓' : ''}</span>
      {children}
    </Radix.CheckboxItem>
  )
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Radix.Label className={styles.label}>{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className={styles.separator} />
}
