import { type FormEvent, useEffect, useState } from 'react'
import { useAggregate } from '../../api/figures.ts'
import { namedOf } from '../../query/named.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { clip } from '../../ui/text.ts'
import styles from './activity.module.css'
import { FILTERS } from './filter.ts'
import type { Activity } from './use-activity.ts'

/** Milliseconds without a key after which what was typed is searched for. */
const TYPED_MS = 350
const NEVER_BEFORE = { from: '1970-01-01T00:00:00Z', to: 'now' }
const MOST = 200

/** What to look for. Types are chosen from those there are; an entity or a user opens a timeline. */
export function FilterForm({ activity }: { readonly activity: Activity }) {
  const { filter, payload, go, replace } = activity
  return (
    <div className={styles.filters}>
      {payload && (
        <Typed
          label="Text in the description"
          value={filter.q}
          onChange={q => replace({ q })}
          wait={TYPED_MS}
        />
      )}
      <Choice label="Type" field="name" value={filter.type} onChange={type => go({ type })} />
      <Choice
        label="Entity type"
        field="entity_type"
        value={filter.entity_type}
        onChange={entity_type => go({ entity_type })}
      />
      <Typed label="Entity id" value={filter.entity_id} onChange={entity_id => go({ entity_id })} />
      <Typed label="User" value={filter.user} onChange={user => go({ user })} />
      {FILTERS.some(name => filter[name] !== undefined) && (
        <Button
          look="quiet"
          className={styles.clear}
          onClick={() => go(Object.fromEntries(FILTERS.map(name => [name, undefined])))}
        >
          Clear
        </Button>
      )}
    </div>
  )
}

/** A text that counts when Enter is pressed or the field is left, or after a pause. */
function Typed({
  label,
  value = '',
  onChange,
  wait,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
  readonly wait?: number
}) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const apply = (typed: string) => {
    // What was not typed stays as it is, white space and line breaks included.
    if (typed !== value) onChange(typed.trim() || undefined)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the clock.
  useEffect(() => {
    if (wait === undefined || text === value) return
    const timer = setTimeout(() => apply(text), wait)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        apply(text)
      }}
    >
      <TextField
        label={label}
        value={text}
        maxLength={1_000}
        onChange={event => setText(event.target.value)}
        onBlur={() => apply(text)}
      />
    </form>
  )
}

function Choice({
  label,
  field,
  value = '',
  onChange,
}: {
  readonly label: string
  readonly field: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
}) {
  const answer = useAggregate(
    `stream:activity ${field}:* | count() by ${field} | limit ${MOST}`,
    NEVER_BEFORE,
  )
  const names = answer.data === undefined ? [] : namedOf(answer.data).map(({ name }) => name)
  const all = value === '' || names.includes(value) ? names : [value, ...names]
  return (
    <SelectField
      label={label}
      options={[['', 'Any'], ...all.sort().map(name => [name, clip(name, 60)] as const)]}
      value={value}
      onChange={chosen => onChange(chosen || undefined)}
    />
  )
}
