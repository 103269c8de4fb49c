import { SeverityBadge } from '../../ui/badge.tsx'
import { percent } from '../../ui/numbers.ts'
import { clip, seen } from '../../ui/text.ts'
import styles from './firewall.module.css'
import type { Scan } from './scan.ts'
import { reasonsOf } from './scan.ts'

const MOST = 100

/** What each type of finding contributed to the score. */
export function Breakdown({ scan }: { readonly scan: Scan }) {
  const reasons = reasonsOf(scan)
  return (
    <section>
      <h3>Breakdown of the score</h3>
      {reasons === undefined ? (
        <p className={styles.faint}>
          {scan.is_encrypted
            ? 'It is encrypted, and this server has not the key that opens it.'
            : 'None was recorded.'}
        </p>
      ) : reasons.length === 0 ? (
        <p className={styles.faint}>Nothing contributed.</p>
      ) : (
        <ul className={styles.reasons}>
          {reasons.slice(0, MOST).map(({ type, scanner, severity, weight, count, score, reason }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one type may stand there twice, and the list never changes.
            <li key={i}>
              <div className={styles.reasonHead}>
                <b>{clip(type, 80)}</b>
                {severity !== undefined && <SeverityBadge severity={clip(severity, 20)} />}
                <span className={styles.faint}>
                  {[
                    scanner === undefined ? undefined : clip(scanner, 60),
                    count === undefined ? undefined : `${count}×`,
                    score === undefined ? undefined : `certain to ${percent(score, 0)}`,
                  ]
                    .filter(part => part !== undefined)
                    .join(' · ')}
                </span>
                <span className={styles.weight}>{weight === undefined ? '' : weight.toFixed(2)}</span>
              </div>
              {weight !== undefined && (
                <span className={styles.meter} aria-hidden="true">
                  <i style={{ width: `${Math.min(Math.max(weight, 0), 1) * 100}%` }} />
                </span>
              )}
              {reason !== undefined && <p>{seen(reason.slice(0, 1_000))}</p>}
            </li>
          ))}
          {reasons.length > MOST && <li className={styles.faint}>and {reasons.length - MOST} more</li>}
        </ul>
      )}
      {scan.failures !== undefined && scan.failures.length > 0 && (
        <p className={styles.faint}>
          No answer from: {clip(scan.failures.map(({ scanner }) => String(scanner)).join(', '))}
        </p>
      )}
    </section>
  )
}
