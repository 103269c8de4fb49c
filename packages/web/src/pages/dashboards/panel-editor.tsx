import type { Panel, PanelKind, PanelSource, PanelUnit } from '@tallystick/core'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Segmented, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import styles from './dashboards.module.css'
import { isDuration } from './document.ts'
import { PanelBody } from './panel-body.tsx'
import { problemOfQuestion } from './question.ts'

const KIND_NAMES: readonly (readonly [PanelKind, string])[] = [
  ['series', 'Over time'],
  ['number', 'Number'],
  ['bars', 'Bars'],
  ['histogram', 'Histogram'],
  ['table', 'Table'],
]

/** What to write for each kind. */
const HINTS: Readonly<Record<PanelKind, string>> = {
  series: 'level>=ERROR | count() by service — bins of time are added to suit the range',
  number: 'stream:scan score>=0.7 | count()',
  bars: 'level>=ERROR | count() by service | limit 8',
  histogram: 'stream:scan | count() by bin(score, 0.1)',
  table: 'level>=ERROR for events, or … | count() by service for rows',
}
const EXPRESSION_HINT =
  'error_rate by (service), avg(cpu_usage) by (host), p95(events("name:http.request", duration_ms))'

const UNIT_NAMES: readonly (readonly [PanelUnit, string])[] = [
  ['', 'Plain number'],
  ['ms', 'Milliseconds'],
  ['s', 'Seconds'],
  ['bytes', 'Bytes'],
  ['share', 'Share of 1, as %'],
  ['%', 'Percent'],
  ['1/s', 'Per second'],
]

const SIZES = ['1', '2', '3', '4'].map(size => [size, size] as const)
/** Milliseconds without a key after which the preview asks. */
const QUIET_MS = 450

/** A panel as a form, with what it will show beside it. */
export function PanelEditor({
  panel,
  isNew,
  onEdit,
  onDone,
  onClose,
}: {
  readonly panel: Panel
  readonly isNew: boolean
  /** Told of every change, before it is done. */
  readonly onEdit: (panel: Panel) => void
  readonly onDone: (panel: Panel) => void
  readonly onClose: () => void
}) {
  const id = useId()
  const [draft, setDraft] = useState(panel)
  const [tried, setTried] = useState(!isNew)
  const settled = useSettled(draft)
  const replace = (next: Panel) => {
    setDraft(next)
    onEdit(next)
  }
  const change = (part: Partial<Panel>) => {
    setTried(true)
    replace({ ...draft, ...part })
  }
  const problem = problemOfQuestion(draft)
  const lastProblem =
    draft.last === undefined || isDuration(draft.last) ? undefined : 'A duration like 24h, 7d or 4w'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problem === undefined && lastProblem === undefined) onDone({ ...draft, title: draft.title.trim() })
  }
  return (
    <Dialog
      title={isNew ? 'Add a panel' : 'Edit the panel'}
      wide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary">
            {isNew ? 'Add' : 'Done'}
          </Button>
        </>
      }
    >
      <div className={styles.editor}>
        <form id={id} className={styles.form} onSubmit={submit}>
          <TextField
            label="Title"
            value={draft.title}
            maxLength={200}
            onChange={event => change({ title: event.target.value })}
          />
          <Segmented
            label="Kind"
            options={KIND_NAMES}
            value={draft.kind}
            onChange={kind => change({ kind })}
          />
          <Segmented<PanelSource>
            label="Source"
            options={[
              ['query', 'Query over events'],
              ['expr', 'Metric expression'],
            ]}
            value={draft.source}
            onChange={source => change({ source })}
          />
          <TextArea
            label={draft.source === 'query' ? 'Query' : 'Expression'}
            rows={3}
            maxLength={8_192}
            className={styles.code}
            value={draft.text}
            onChange={event => change({ text: event.target.value })}
            hint={draft.source === 'query' ? HINTS[draft.kind] : EXPRESSION_HINT}
            problem={
              !tried || problem === undefined
                ? undefined
                : `${problem.position === undefined ? '' : `Column ${problem.position + 1}: `}${problem.message}`
            }
          />
          <div className={styles.pair}>
            <SelectField
              label="Unit"
              options={UNIT_NAMES}
              value={draft.unit}
              onChange={unit => change({ unit })}
            />
            <TextField
              label="Own range"
              placeholder="that of the page"
              value={draft.last ?? ''}
              problem={lastProblem}
              onChange={event => {
                const { last: _, ...rest } = draft
                const text = event.target.value.trim()
                replace(text === '' ? rest : { ...rest, last: text })
              }}
            />
          </div>
          <div className={styles.pair}>
            <Size label="Width, columns" value={draft.width} onChange={width => change({ width })} />
            <Size label="Height, rows" value={draft.height} onChange={height => change({ height })} />
          </div>
        </form>
        <section className={styles.preview} aria-label="Preview">
          <h3>{draft.title === '' ? 'Preview' : draft.title}</h3>
          <div className={styles.previewBody} data-height={draft.height}>
            {isNew && !tried ? (
              <p className={styles.nothing}>What the panel will show appears here</p>
            ) : (
              <PanelBody panel={lastProblem === undefined ? settled : panel} />
            )}
          </div>
        </section>
      </div>
    </Dialog>
  )
}

function Size({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: number
  readonly onChange: (size: number) => void
}) {
  return (
    <div>
      <p className={styles.sizeLabel}>{label}</p>
      <Segmented
        label={label}
        options={SIZES}
        value={String(value)}
        onChange={size => onChange(Number(size))}
      />
    </div>
  )
}

/** A value once it has not changed for a while. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), QUIET_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
