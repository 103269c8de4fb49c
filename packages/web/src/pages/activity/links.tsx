import { Link } from '@tanstack/react-router'
import type { TallyEvent } from '../../api/types.ts'
import { clip } from '../../ui/text.ts'
import styles from './activity.module.css'

/** The entity of an entry, leading to everything that ever happened to it. */
export function EntityLink({ event }: { readonly event: TallyEvent }) {
  const { entity_type: type, entity_id: id } = event
  if (id === undefined) return type === undefined ? null : clip(type, 40)
  return (
    <Link
      to="/activity"
      search={{ ...(type === undefined ? {} : { entity_type: type }), entity_id: id }}
      className={styles.value}
      title={`Everything that happened to ${clip(`${type ?? ''} ${id}`.trim(), 200)}`}
    >
      {type !== undefined && <span className={styles.faint}>{clip(type, 24)} </span>}
      {clip(id, 40)}
    </Link>
  )
}

/** Who did it, leading to everything they did. */
export function UserLink({ id }: { readonly id: string | undefined }) {
  if (id === undefined) return <span className={styles.faint}>nobody named</span>
  return (
    <Link
      to="/activity"
      search={{ user: id }}
      className={styles.value}
      title={`Everything ${clip(id, 200)} did`}
    >
      {clip(id, 40)}
    </Link>
  )
}
