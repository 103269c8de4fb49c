import type { UseQueryResult } from '@tanstack/react-query'
import { useRef } from 'react'
import { isAway } from '../../api/client.ts'
import { useRange } from '../../time/use-range.tsx'

export type Last<T> = {
  readonly data: T | undefined
  /** When that was the answer (epoch ms), where the server does not answer now. */
  readonly old: number | undefined
}

/** What is answered to a question, and while the server is away what it answered last: whoever refreshes then keeps what they see. */
export function useLast<T>(
  question: string,
  {
    data,
    error,
    isPlaceholderData,
    dataUpdatedAt,
  }: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPlaceholderData' | 'dataUpdatedAt'>,
): Last<T> {
  const { range } = useRange()
  const asked = `${range.from} ${range.to} ${question}`
  const kept = useRef<{ readonly asked: string; readonly data: T; readonly at: number }>(undefined)
  if (data !== undefined && !isPlaceholderData) kept.current = { asked, data, at: dataUpdatedAt }
  const last = kept.current
  return data === undefined && isAway(error) && last?.asked === asked
    ? { data: last.data, old: last.at }
    : { data, old: undefined }
}
