import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { bytes } from '../ui/numbers.ts'
import { seen } from '../ui/text.ts'
import { blocksOf } from './blocks.ts'
import styles from './long-text.module.css'

/** A text of any length, whole only when that is asked for. */
export function LongText({ text, most = 2_000 }: { readonly text: string; readonly most?: number }) {
  const [all, setAll] = useState(false)
  if (text.length <= most) return <>{seen(text)}</>
  if (!all)
    return (
      <>
        {seen(text.slice(0, most))}…{' '}
        <Button small onClick={() => setAll(true)}>
          Show all ({bytes(text.length)})
        </Button>
      </>
    )
  return (
    <>
      {blocksOf(text).map(([start, block]) => (
        <span key={start} className={styles.block}>
          {seen(block)}
        </span>
      ))}
      <Button small onClick={() => setAll(false)}>
        Show less
      </Button>
    </>
  )
}
