import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'
import { classes } from './classes.ts'
import styles from './field.module.css'

type Labelled = {
  readonly label: string
  /** Only for screen readers, where the place says it already. */
  readonly hideLabel?: boolean
  readonly hint?: ReactNode
  /** What is wrong with what was typed. */
  readonly problem?: string | undefined
}

function Frame({
  id,
  label,
  hideLabel,
  hint,
  problem,
  className,
  children,
}: Labelled & {
  readonly id: string
  readonly className?: string | undefined
  readonly children: ReactNode
}) {
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? 'hidden-visually' : styles.label}>
        {label}
      </label>
      {children}
      {problem !== undefined && (
        <p className={styles.problem} id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
      {hint !== undefined && problem === undefined && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

const described = (id: string, { hint, problem }: Labelled) =>
  problem !== undefined
    ? { 'aria-describedby': `${id}-problem`, 'aria-invalid': true as const }
    : hint === undefined
      ? {}
      : { 'aria-describedby': `${id}-hint` }

export function TextField({
  label,
  hideLabel,
  hint,
  problem,
  className,
  ...input
}: ComponentProps<'input'> & Labelled) {
  const id = useId()
  const labelled = { label, hideLabel: hideLabel ?? false, hint, problem }
  return (
    <Frame id={id} className={className} {...labelled}>
      <input
        id={id}
        className={styles.input}
        autoComplete="off"
        spellCheck={false}
        {...described(id, labelled)}
        {...input}
      />
    </Frame>
  )
}

export function TextArea({
  label,
  hideLabel,
  hint,
  problem,
  className,
  ...input
}: ComponentProps<'textarea'> & Labelled) {
  const id = useId()
  const labelled = { label, hideLabel: hideLabel ?? false, hint, problem }
  return (
    <Frame id={id} className={className} {...labelled}>
      <textarea
        id={id}
        className={classes(styles.input, styles.area)}
        spellCheck={false}
        {...described(id, labelled)}
        {...input}
      />
    </Frame>
  )
}

/** The browser's own select: every platform knows how to operate it. */
export function SelectField<T extends string>({
  label,
  hideLabel,
  hint,
  problem,
  className,
  options,
  value,
  onChange,
  ...select
}: Omit<ComponentProps<'select'>, 'onChange' | 'value'> &
  Labelled & {
    readonly options: readonly (readonly [value: T, text: string])[]
    readonly value: T
    readonly onChange: (value: T) => void
  }) {
  const id = useId()
  const labelled = { label, hideLabel: hideLabel ?? false, hint, problem }
  return (
    <Frame id={id} className={className} {...labelled}>
      <select
        id={id}
        className={classes(styles.input, styles.select)}
        value={value}
        onChange={event => onChange(event.target.value as T)}
        {...described(id, labelled)}
        {...select}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  )
}

export function Checkbox({
  label,
  className,
  ...input
}: ComponentProps<'input'> & { readonly label: ReactNode }) {
  return (
    <label className={classes(styles.check, className)}>
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  )
}

/** One of a few, side by side. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string
  readonly options: readonly (readonly [value: T, text: ReactNode])[]
  readonly value: T
  readonly onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset className={styles.segmented}>
      <legend className="hidden-visually">{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} className={styles.segment}>
          <input
            type="radio"
            className="hidden-visually"
            name={name}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
