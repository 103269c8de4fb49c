import { ChevronRight } from 'lucide-react'
import type { TallyEvent } from '../../api/types.ts'
import { Badge } from '../../ui/badge.tsx'
import { duration } from '../../ui/numbers.ts'
import { clip } from '../../ui/text.ts'
import type { Exchange, Step } from './exchange.ts'
import styles from './trace.module.css'

const NAMES: Readonly<Record<Step['kind'], string>> = {
  request: 'Request',
  input: 'Scan of the prompt',
  upstream: 'Model',
  output: 'Scan of the answer',
  decision: 'Decision',
}

/** What the firewall did about one call of a model, step by step, with the verdict of each. */
export function ExchangeStrip({
  exchange,
  onOpen,
  isSpan,
}: {
  readonly exchange: Exchange
  readonly onOpen: (event: TallyEvent) => void
  readonly isSpan: (event: TallyEvent) => boolean
}) {
  return (
    <ol className={styles.exchange} aria-label="What the firewall did">
      {exchange.steps.map((step, i) => {
        const { kind, verdict, tone, detail, event } = step
        const took = event.attributes?.duration_ms
        const inside = (
          <>
            <span className={styles.stepName}>
              {NAMES[kind]}
              {typeof took === 'number' && took > 0 && <em>{duration(took)}</em>}
            </span>
            <Badge tone={tone}>{clip(verdict, 40)}</Badge>
            <span className={styles.stepDetail}>{clip(detail, 120)}</span>
          </>
        )
        return (
          <li key={event.id} className={styles.step}>
            {i > 0 && <ChevronRight size={14} aria-hidden="true" className={styles.arrow} />}
            {isSpan(event) ? (
              <button type="button" className={styles.stepBox} onClick={() => onOpen(event)}>
                {inside}
              </button>
            ) : (
              <div className={styles.stepBox}>{inside}</div>
            )}
          </li>
        )
      })}
    </ol>
  )
}
