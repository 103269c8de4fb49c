import { type ErrorComponentProps, Link } from '@tanstack/react-router'
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

/** A page that broke. What surrounds it goes on. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page broke">
      <ErrorState error={error} onRetry={reset} />
    </Page>
  )
}
