import { Download } from 'lucide-react'
import { useState } from 'react'
import { addressOf } from '../api/client.ts'
import { useMay, useSession } from '../api/session.tsx'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, Segmented } from '../ui/field.tsx'
import { plural } from '../ui/numbers.ts'
import { clip } from '../ui/text.ts'
import styles from './export-dialog.module.css'
import { shortName } from './flatten.ts'

type Format = 'csv' | 'json' | 'ndjson' | 'parquet'
const ABOUT: Readonly<Record<Format, string>> = {
  csv: 'For spreadsheets. Text that could run as a formula has an apostrophe in front.',
  json: 'One array of whole events.',
  ndjson: 'One event per line: for programs, and for tally import.',
  parquet: 'For DuckDB, pandas, Spark and warehouses.',
}

/** Takes out exactly what the page has found. The browser itself downloads it, so that its size does not matter. */
export function ExportDialog({
  filter,
  range,
  columns,
  total,
  onClose,
}: {
  readonly filter: string
  readonly range: { readonly from: string; readonly to: string }
  readonly columns: readonly string[]
  readonly total: number | undefined
  readonly onClose: () => void
}) {
  const { verifier_key: key } = useSession()
  const verify = useMay('verify')
  const payload = useMay('payload')
  const [format, setFormat] = useState<Format>('csv')
  const [chosen, setChosen] = useState<'all' | 'shown'>('all')
  const [proof, setProof] = useState(false)
  const tabular = format === 'csv' || format === 'parquet'
  const proven = proof && format === 'ndjson'
  const named = columns.some(name => name.includes(','))
  const address = addressOf('/api/v1/export', {
    q: filter,
    ...range,
    format,
    columns: tabular && chosen === 'shown' && !named ? columns.join(',') : undefined,
    proof: proven || undefined,
  })
  return (
    <Dialog
      title="Export"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <a className={styles.download} href={address} download onClick={onClose}>
            <Download size={14} aria-hidden="true" /> Download {format}
          </a>
        </>
      }
    >
      <div className={styles.form}>
        <p>
          <b>{total === undefined ? 'Every event' : plural(total, 'event')}</b> of what is filtered, oldest
          first:
        </p>
        <code className={styles.query}>{clip(filter, 600)}</code>
        <div>
          <Segmented<Format>
            label="Format"
            value={format}
            onChange={setFormat}
            options={[
              ['csv', 'CSV'],
              ['json', 'JSON'],
              ['ndjson', 'NDJSON'],
              ['parquet', 'Parquet'],
            ]}
          />
          <p className={styles.about}>{ABOUT[format]}</p>
        </div>
        {tabular && (
          <div>
            <Segmented
              label="Columns"
              value={chosen}
              onChange={setChosen}
              options={[
                ['all', 'All fields'],
                ['shown', 'Columns as shown'],
              ]}
            />
            <p className={styles.about}>
              {chosen === 'all'
                ? 'The envelope, and the attributes as JSON in one column.'
                : named
                  ? 'A column has a comma in its name and cannot be asked for: all are exported.'
                  : columns.map(shortName).join(', ')}
            </p>
          </div>
        )}
        {format === 'ndjson' && (
          <div>
            <Checkbox
              label="With proof"
              checked={proof}
              disabled={!verify || !payload}
              onChange={event => setProof(event.target.checked)}
            />
            <p className={styles.about}>
              {!verify || !payload
                ? `Your role lacks the permission “${verify ? 'payload' : 'verify'}” that it takes.`
                : 'Lines between the events prove that each is in the record as it was written. What came in during the last second is not sealed yet and left out.'}
            </p>
            {proven && (
              <div className={styles.verify}>
                <p>To check the file anywhere, without this server:</p>
                <Command text={`tally verify FILE --pin '${key}'`} />
                <p className={styles.about}>
                  Keep the key apart from the file: whoever could replace both could forge both.
                </p>
              </div>
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}
