import { type SyntheticEvent, useState } from 'react'

export type Submission = {
  /** For a form, or a button alone. */
  readonly submit: (event?: SyntheticEvent) => void
  /** It is under way. */
  readonly busy: boolean
  /** Why the last attempt failed. */
  readonly error: unknown
}

/** Does something that somebody asked for, once at a time, and keeps what went wrong to be said beside it. */
export function useSubmit(act: () => Promise<unknown>): Submission {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const attempt = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await act()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return {
    submit: event => {
      event?.preventDefault()
      void attempt()
    },
    busy,
    error,
  }
}
