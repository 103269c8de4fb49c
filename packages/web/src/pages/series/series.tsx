import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { addressOf } from '../../api/client.ts'
import { useSeries } from '../../api/figures.ts'
import { durationText } from '../../time/range.ts'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { useRange } from '../../time/use-range.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { SelectField } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Loading } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Catalogue } from './catalogue.tsx'
import { curlOf } from './curl.ts'
import { useCatalogue } from './data.ts'
import { faultOf } from './expression.ts'
import { ExpressionBox } from './expression-box.tsx'
import { Faulty } from './faulty.tsx'
import { Helpers } from './helpers.tsx'
import { Result } from './result.tsx'
import styles from './series.module.css'
import { useSettled } from './use-settled.ts'

const STEPS: readonly (readonly [string, string])[] = [
  ['', 'Step: as fits'],
  ...['10s', '30s', '1m', '5m', '15m', '1h', '6h', '1d'].map(step => [step, `Step: ${step}`] as const),
]
/** Milliseconds without a keystroke after which what is written is judged. */
const SETTLED_MS = 800
/** Shown when nothing was asked for yet. */
const FIRST = 'event_rate'

/** Any metric or derived series over time. The address holds the expression, the step, the range and what is hidden. */
export default function SeriesPage() {
  const search = useSearch({ from: '/series' })
  const navigate = useNavigate({ from: '/series' })
  const { params, setSpan } = useRange()
  const toast = useToast()
  const catalogue = useCatalogue()
  const expression = search.expr ?? FIRST
  const step = search.step ?? ''
  const [draft, setDraft] = useState(expression)
  const [shown, setShown] = useState(expression)
  const settled = useSettled(draft, SETTLED_MS)
  // Back and forth bring another expression into the box.
  if (shown !== expression) {
    setShown(expression)
    setDraft(expression)
  }
  const answer = useSeries(expression, params, step === '' ? undefined : step, {
    enabled: faultOf(expression) === undefined,
  })
  const entries = catalogue.data?.metrics ?? []

  const show = (expr: string) => {
    setDraft(expr)
    if (expr === expression) void answer.refetch()
    else void navigate({ search: ({ hide: _, ...before }) => ({ ...before, expr }) })
  }
  const copy = async (text: string, said: string) => {
    try {
      await copyText(text)
      toast.done(said)
    } catch (error) {
      toast.failed(error)
    }
  }

  return (
    <Page title="Metrics" lead="Any series over time" actions={<RangePicker />}>
      <RangeNotice />
      <div className={styles.layout}>
        <Catalogue
          entries={entries}
          error={catalogue.error}
          loading={catalogue.isPending}
          expression={expression}
          onPick={show}
        />
        <div className={styles.main}>
          <Card>
            <ExpressionBox value={draft} catalogue={entries} onChange={setDraft} onShow={show} />
            {(draft === expression || settled === draft) && (
              <Faulty expression={draft} error={draft === expression ? answer.error : null} />
            )}
            <div className={styles.tools}>
              <Helpers expression={draft} catalogue={entries} onChange={show} />
              <SelectField
                label="Step"
                hideLabel
                className={styles.step}
                options={
                  STEPS.some(([value]) => value === step) ? STEPS : [...STEPS, [step, `Step: ${step}`]]
                }
                value={step}
                onChange={chosen =>
                  void navigate({
                    search: ({ step: _, ...before }) =>
                      chosen === '' ? before : { ...before, step: chosen },
                  })
                }
              />
              <span className={styles.push} />
              <Button
                small
                look="quiet"
                onClick={() =>
                  void copy(location.href, 'Address copied: it shows the same to everyone who may')
                }
              >
                Copy address
              </Button>
              <Button
                small
                look="quiet"
                onClick={() =>
                  void copy(
                    curlOf(
                      location.origin,
                      addressOf('/api/v1/metrics/query', { expr: expression, step, ...params }),
                    ),
                    'Command copied; it takes the key from $TALLYSTICK_KEY',
                  )
                }
              >
                Copy as curl
              </Button>
            </div>
          </Card>
          {answer.isLoading && answer.error === null && <Loading what="Asking for the series" />}
          {answer.data !== undefined && answer.error === null && faultOf(expression) === undefined && (
            <Result
              answer={answer.data}
              catalogue={entries}
              hidden={search.hide}
              waiting={answer.isPlaceholderData}
              onHide={hide =>
                void navigate({
                  replace: true,
                  search: ({ hide: _, ...before }) => (hide === undefined ? before : { ...before, hide }),
                })
              }
              onBrush={setSpan}
              stepText={durationText(Number(answer.data.step))}
            />
          )}
        </div>
      </div>
    </Page>
  )
}
