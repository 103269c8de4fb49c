import { SelectField } from '../../ui/field.tsx'
import { SEVERITIES } from './figures.ts'
import styles from './firewall.module.css'
import type { Scans } from './use-scans.ts'

const ACTIONS = [
  ['', 'Any action'],
  ['block', 'Blocked'],
  ['redact', 'Redacted'],
  ['observe', 'Observed'],
  ['allow', 'Allowed'],
] as const

const SCORES = [
  ['', 'Any score'],
  ['0.7', '0.7 or more'],
  ['0.4', '0.4 or more'],
  ['0.15', '0.15 or more'],
] as const

/** What is chosen most, beside the list. What was chosen elsewhere stands in the list too. */
export function ScanFilters({ scans: { filter, narrow } }: { readonly scans: Scans }) {
  const { severity = '', score = '', action = '' } = filter
  return (
    <div className={styles.filters}>
      <SelectField
        label="Severity"
        hideLabel
        options={withChosen(
          [['', 'Any severity'], ...SEVERITIES.map(name => [name, name] as const)],
          severity,
        )}
        value={severity}
        onChange={value => narrow({ severity: value || undefined })}
      />
      <SelectField
        label="Score"
        hideLabel
        options={withChosen(SCORES, score)}
        value={score}
        onChange={value => narrow({ score: value || undefined })}
      />
      <SelectField
        label="Action"
        hideLabel
        options={withChosen(ACTIONS, action)}
        value={action}
        onChange={value => narrow({ action: value || undefined })}
      />
    </div>
  )
}

type Option = readonly [value: string, text: string]

function withChosen(options: readonly Option[], chosen: string): readonly Option[] {
  return options.some(([value]) => value === chosen) ? options : [...options, [chosen, chosen.slice(0, 40)]]
}
