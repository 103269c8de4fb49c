import { useMemo } from 'react'
import type { TallyEvent } from '../api/types.ts'
import { CopyButton } from '../ui/copy.tsx'
import { LongText } from './long-text.tsx'
import styles from './raw-tab.module.css'

/** The event as the API gives it. */
export function RawTab({ event }: { readonly event: TallyEvent }) {
  const text = useMemo(() => JSON.stringify(event, null, 2), [event])
  return (
    <div className={styles.raw}>
      <div className={styles.copy}>
        <CopyButton text={text} label="Copy JSON" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.scroller} tabIndex={0} aria-label="JSON of the event">
        <pre>
          <LongText text={text} most={20_000} />
        </pre>
      </section>
    </div>
  )
}
