import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import styles from './tabs.module.css'

/** Parts of a page, chosen by one parameter of its address; the first one without it. */
export function PageTabs({
  label,
  param,
  tabs,
  current,
}: {
  readonly label: string
  readonly param: string
  readonly tabs: readonly (readonly [value: string, text: string])[]
  readonly current: string
}) {
  const nav = useRef<HTMLElement>(null)
  // Where they do not all fit, the chosen one is to be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element is found by what is chosen.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <nav ref={nav} className={styles.tabs} aria-label={label}>
      {tabs.map(([value, text], index) => (
        <Link
          key={value}
          to="."
          search={((before: object) => ({ ...before, [param]: index === 0 ? undefined : value })) as never}
          className={styles.tab}
          activeOptions={{ exact: true, explicitUndefined: true }}
          {...(value === current ? { 'aria-current': 'page' as const } : {})}
        >
          {text}
        </Link>
      ))}
    </nav>
  )
}
