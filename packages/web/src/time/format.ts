import { useMemo } from 'react'
import { usePreferences } from '../app/preferences.tsx'
import { type TimeFormats, timesIn } from './times.ts'

/** Times in the zone that was chosen. */
export function useTimes(): TimeFormats {
  const { zone } = usePreferences()
  return useMemo(() => timesIn(zone), [zone])
}
