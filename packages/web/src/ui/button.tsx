import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classes } from './classes.ts'
import { Tooltip } from './tooltip.tsx'

type Look = 'plain' | 'primary' | 'danger' | 'quiet'

export type ButtonProps = ComponentProps<'button'> & {
  readonly look?: Look
  readonly small?: boolean
  /** Shows that it works, and takes no click meanwhile. */
  readonly busy?: boolean
}

export function Button({ look = 'plain', small, busy, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles.button, styles[look], small && styles.small, className)}
      disabled={disabled === true || busy === true}
      aria-busy={busy}
      {...rest}
    >
      {busy && <span className={styles.spinner} aria-hidden="true" />}
      {children}
    </button>
  )
}

/** A button that is only an icon: `label` is its name for everyone, shown as a tooltip. */
export function IconButton({
  label,
  shortcut,
  children,
  look = 'quiet',
  className,
  pressed,
  ...rest
}: Omit<ButtonProps, 'children'> & {
  readonly label: string
  readonly shortcut?: string
  readonly pressed?: boolean
  readonly children: ReactNode
}) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <Button
        look={look}
        aria-label={label}
        aria-pressed={pressed}
        className={classes(styles.icon, pressed && styles.pressed, className)}
        {...rest}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
