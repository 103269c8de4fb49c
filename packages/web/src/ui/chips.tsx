import { X } from 'lucide-react'
import { Button } from './button.tsx'
import styles from './chips.module.css'
import { clip } from './text.ts'

export type Chip = { readonly param: string; readonly name: string; readonly value: string }

/** What a page is narrowed to, each with a button that lifts it. Nothing without any. */
export function Chips({
  chips,
  onRemove,
}: {
  readonly chips: readonly Chip[]
  /** The parameters that are to go. */
  readonly onRemove: (params: readonly string[]) => void
}) {
  if (chips.length === 0) return null
  return (
    <ul className={styles.chips} aria-label="Filters">
      {chips.map(({ param, name, value }) => (
        <li key={param}>
          <button
            type="button"
            className={styles.chip}
            onClick={() => onRemove([param])}
            title={`Remove filter ${name}: ${clip(value)}`}
          >
            <span className={styles.name}>{name}</span>
            <span className={styles.value}>{clip(value, 60)}</span>
            <X size={12} aria-hidden="true" />
            <span className="hidden-visually">Remove filter</span>
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Button look="quiet" small onClick={() => onRemove(chips.map(({ param }) => param))}>
            Clear all
          </Button>
        </li>
      )}
    </ul>
  )
}
