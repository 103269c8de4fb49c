import { useTimes } from '../../time/format.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Why there is nothing newer than what is shown, and of when that is. */
export function OldNotice({
  error,
  answered,
  onRetry,
}: {
  readonly error: Error | null
  /** Epoch ms. */
  readonly answered: number
  readonly onRetry: () => void
}) {
  const times = useTimes()
  return (
    <Notice
      tone="warn"
      action={
        <Button small onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {error?.message.replace(/\.?$/, '.')} What is shown is old: it was answered at {times.full(answered)}.
    </Notice>
  )
}
