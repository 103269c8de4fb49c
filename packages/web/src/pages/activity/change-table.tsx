import { useState } from 'react'
import { LongText } from '../../events/long-text.tsx'
import { Button } from '../../ui/button.tsx'
import { clip } from '../../ui/text.ts'
import styles from './activity.module.css'
import { type Change, MOST } from './changes.ts'

const SHOWN = 12
const KINDS = { added: 'added', removed: 'removed', changed: 'changed' } as const

/** Fields before and after, in words as well as in colours. */
export function ChangeTable({ changes }: { readonly changes: readonly Change[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? changes : changes.slice(0, SHOWN)
  return (
    <div className={styles.changes}>
      <table>
        <caption className="hidden-visually">What changed</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ field, kind, old, new: now }) => (
            <tr key={field} data-kind={kind}>
              <th scope="row">{clip(field, 120)}</th>
              <td className={styles.kind}>{KINDS[kind]}</td>
              <td>
                {kind === 'added' ? (
                  <span className={styles.faint}>not there</span>
                ) : (
                  <del>
                    <span className="hidden-visually">was </span>
                    <LongText text={valueText(old)} most={400} />
                  </del>
                )}
              </td>
              <td>
                {kind === 'removed' ? (
                  <span className={styles.faint}>not there</span>
                ) : (
                  <ins>
                    <span className="hidden-visually">is now </span>
                    <LongText text={valueText(now)} most={400} />
                  </ins>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > shown.length && (
        <Button small look="quiet" onClick={() => setAll(true)}>
          Show all {changes.length} fields
        </Button>
      )}
      {changes.length >= MOST && (
        <p className={styles.faint}>These are the first {MOST}; the whole record has the rest.</p>
      )}
    </div>
  )
}

/** A text that is empty is to be told from none. */
function valueText(value: unknown): string {
  if (value === '') return '(empty)'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
