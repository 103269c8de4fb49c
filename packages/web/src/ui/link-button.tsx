import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import buttons from './button.module.css'
import { classes } from './classes.ts'

/** A way to another page that looks like a button. */
export function LinkButton({
  small,
  children,
  ...link
}: Pick<LinkProps, 'to' | 'search'> & { readonly small?: boolean; readonly children: ReactNode }) {
  return (
    <Link {...link} className={classes(buttons.button, buttons.plain, small && buttons.small)}>
      {children}
    </Link>
  )
}
