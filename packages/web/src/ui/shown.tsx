import type { ReactNode } from 'react'
import { ErrorState, Loading } from './states.tsx'

/** What an answer shows, or that it is on its way, or why there is none. The rest of the page lives. */
export function Shown<T>({
  query: { data, error, refetch },
  children,
}: {
  readonly query: {
    readonly data: T | undefined
    readonly error: unknown
    readonly refetch: () => Promise<unknown>
  }
  readonly children: (data: T) => ReactNode
}) {
  if (error !== null && error !== undefined)
    return <ErrorState error={error} onRetry={() => void refetch()} />
  return data === undefined ? <Loading /> : children(data)
}
