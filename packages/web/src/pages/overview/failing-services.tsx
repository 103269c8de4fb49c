import { LOGGED_ERRORS } from '@tallystick/core'
import { useNavigate } from '@tanstack/react-router'
import { useAggregate } from '../../api/figures.ts'
import { BarList } from '../../chart/bars.tsx'
import { numberOf } from '../../query/rows.ts'
import { and, not, term } from '../../query/terms.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import styles from './overview.module.css'

const MOST = 6

/** The services with the most errors; each opens them in Explore. */
export function FailingServices() {
  const { params } = useRange()
  const navigate = useNavigate()
  const answer = useAggregate(`${LOGGED_ERRORS} | count() by service | limit ${MOST}`, params)
  const bars = (answer.data?.rows ?? []).map(([service, count]) => ({
    service: service ?? null,
    name: service === null ? 'without a service' : clip(String(service), 80),
    value: numberOf(count),
    color: 'var(--level-error)',
  }))
  return (
    <Card title="Errors by service" note="logs at ERROR and above">
      {answer.error !== null && <ErrorState error={answer.error} />}
      {answer.isPending && answer.error === null && <Loading what="Counting errors" />}
      {answer.data !== undefined && bars.length === 0 && (
        <p className={styles.none}>No service has logged an error in this range.</p>
      )}
      <BarList
        label="Errors by service"
        bars={bars}
        onPick={({ name }) => {
          const service = bars.find(bar => bar.name === name)?.service ?? null
          void navigate({
            to: '/explore',
            search: before => ({
              ...before,
              q:
                service === null
                  ? `${LOGGED_ERRORS} ${not('service:*')}`
                  : and(LOGGED_ERRORS, term('service', String(service))),
            }),
          })
        }}
      />
    </Card>
  )
}
