import { ApiError } from '../../api/client.ts'
import { ErrorState } from '../../ui/states.tsx'
import { seen } from '../../ui/text.ts'
import { excerptAt } from './excerpt.ts'
import { type Fault, faultOf } from './expression.ts'
import styles from './series.module.css'

/** What is wrong with an expression, under the column where it is: as it is written, and what the server says of one that was asked for. */
export function Faulty({ expression, error }: { readonly expression: string; readonly error: unknown }) {
  const fault = expression.trim() === '' ? undefined : (faultOf(expression) ?? faultIn(error))
  if (fault === undefined) return error === null ? null : <ErrorState error={error} />
  const { before, at, after } = excerptAt(expression, fault.position)
  return (
    <div className={styles.fault} role="status">
      <code>
        {seen(before)}
        <mark>{at === '' ? '␣' : seen(at)}</mark>
        {seen(after)}
      </code>
      <p>
        Column {fault.position + 1}: {seen(fault.message)}
      </p>
    </div>
  )
}

function faultIn(error: unknown): Fault | undefined {
  return error instanceof ApiError && error.position !== undefined
    ? { message: error.message, position: error.position }
    : undefined
}
