import { useSyncExternalStore } from 'react'
import { usePreferences } from '../app/preferences.tsx'
import { useTimes } from './format.ts'

const STEP_MS = 15_000

/** One clock for all relative times of a page. */
const clock = {
  now: Date.now(),
  listeners: new Set<() => void>(),
  timer: undefined as ReturnType<typeof setInterval> | undefined,
  subscribe(listener: () => void) {
    clock.listeners.add(listener)
    clock.timer ??= setInterval(() => {
      clock.now = Date.now()
      for (const each of clock.listeners) each()
    }, STEP_MS)
    return () => {
      clock.listeners.delete(listener)
      if (clock.listeners.size > 0) return
      clearInterval(clock.timer)
      clock.timer = undefined
    }
  },
}

/** Now, as relative times count it: moves on every quarter of a minute. */
export function useNow(): number {
  return useSyncExternalStore(clock.subscribe, () => clock.now)
}

/** A moment as it was chosen, relative or absolute; the other way, and the zone, on hover. */
export function When({ time }: { readonly time: string }) {
  const { times: chosen } = usePreferences()
  const times = useTimes()
  const now = Math.max(useNow(), Date.now() - STEP_MS)
  const relative = times.ago(time, now)
  const absolute = times.row(time)
  return (
    <time
      dateTime={Number.isNaN(Date.parse(time)) ? undefined : time}
      title={`${times.full(time)} ${times.zone} · ${relative}`}
    >
      {chosen === 'relative' ? relative : absolute}
    </time>
  )
}
