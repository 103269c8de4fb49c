import type { SeriesAnswer } from '../api/types.ts'
import { bytes, duration, short } from '../ui/numbers.ts'

type Series = SeriesAnswer['series'][number]

/** Tags as a name: the value of a single tag, else `a=1 b=2`; the expression of a series without any. */
function labelOf({ tags }: Series, expression: string): string {
  const entries = Object.entries(tags)
  if (entries.length === 0) return expression
  if (entries.length === 1) return entries[0]![1] === '' ? `no ${entries[0]![0]}` : entries[0]![1]
  return entries.map(([name, value]) => `${name}=${value}`).join(' ')
}

/** A name for each series, no two alike. */
export function labelsOf(series: readonly Series[], expression: string): readonly string[] {
  const seen = new Map<string, number>()
  return series.map(one => {
    const label = labelOf(one, expression)
    const times = (seen.get(label) ?? 0) + 1
    seen.set(label, times)
    return times === 1 ? label : `${label} (${times})`
  })
}

/** How values of a unit are written. */
export function formatOf(unit: string): (value: number) => string {
  const written = FORMATS[unit] ?? (value => short(value))
  return value => (value < 0 ? `−${written(-value)}` : written(value))
}

const FORMATS: Readonly<Record<string, (value: number) => string>> = {
  s: value => duration(value * 1_000),
  ms: duration,
  By: value => bytes(Math.round(value)),
  bytes: value => bytes(Math.round(value)),
  'By/s': value => `${bytes(Math.round(value))}/s`,
  share: value => `${short(value * 100)} %`,
  '%': value => `${short(value)} %`,
  '1/s': value => `${short(value)}/s`,
}
