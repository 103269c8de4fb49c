import { useState } from 'react'

/**
 * A value as it was when nothing was on its way last; undefined before. What is asked with it waits for what comes first: the store has the
 * same few cores for all questions of a page.
 */
export function useIdle<T>(value: T, busy: boolean): T | undefined {
  const [kept, setKept] = useState<T>()
  if (!busy && kept !== value) setKept(value)
  return busy ? kept : value
}
