import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { untilBack } from '../api/back.ts'
import { isOffline } from '../api/client.ts'
import { Page } from '../ui/page.tsx'
import { Empty, ErrorState } from '../ui/states.tsx'

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty title="There is no such page">
        It may have moved. <Link to="/">Go to the overview</Link>, or press Ctrl K.
      </Empty>
    </Page>
  )
}

const reload = (): void => location.reload()

/** A page that broke, or whose code the server was not there to give. What surrounds it goes on. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const isMissing = isOffline(error)
  // The code of a page that did not arrive is not asked for again but with all of the console.
  useEffect(() => {
    if (!isMissing) return
    const left = new AbortController()
    // Whoever went on to another page meanwhile is left there.
    void untilBack(left.signal).then(() => left.signal.aborted || reload())
    return () => left.abort()
  }, [isMissing])
  return (
    <Page title={isMissing ? 'This page did not arrive' : 'This page broke'}>
      <ErrorState error={error} onRetry={isMissing ? reload : reset} />
    </Page>
  )
}
