import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'
import { classes } from './classes.ts'
import styles from './field.module.css'

type Labelled = {
  readonly label: string
  /** Only for screen readers, where the place says it already. */
  readonly hideLabel?: boolean | undefined
  readonly hint?: ReactNode
  /** What is wrong with what was typed. */
  readonly problem?: string | undefined
}

type Described = {
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
}

/** A label, whatever it labels, and the hint or the problem beneath; `children` is given what ties them together. */
function Frame({
  label,
  hideLabel,
  hint,
  problem,
  className,
  children,
}: Labelled & {
  readonly className?: string | undefined
  readonly children: (described: Described) => ReactNode
}) {
  const id = useId()
  const described: Described =
    problem !== undefined
      ? { id, 'aria-describedby': `${id}-problem`, 'aria-invalid': true }
      : hint !== undefined
        ? { id, 'aria-describedby': `${id}-hint` }
        : { id }
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? 'hidden-visually' : styles.label}>
        {label}
      </label>
      {children(described)}
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

export function TextField({
  label,
  hideLabel,
  hint,
  problem,
  className,
  ...input
}: ComponentProps<'input'> & Labelled) {
  return (
    <Frame {...{ label, hideLabel, hint, problem, className }}>
      {described => (
        <input className={styles.input} autoComplete="off" spellCheck={false} {...described} {...input} />
      )}
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
  return (
    <Frame {...{ label, hideLabel, hint, problem, className }}>
      {described => (
        <textarea
          className={classes(styles.input, styles.area)}
          spellCheck={false}
          {...described}
          {...input}
        />
      )}
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
  return (
    <Frame {...{ label, hideLabel, hint, problem, className }}>
      {described => (
        <select
          className={classes(styles.input, styles.select)}
          value={value}
          onChange={event => onChange(event.target.value as T)}
          {...described}
          {...select}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
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
