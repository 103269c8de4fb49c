import type { Span } from '../../time/range.ts'

const HOUR = 3_600_000
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** Average events per hour for each weekday (Monday first) and hour of it, in some time zone. */
export type Heat = {
  readonly cells: readonly (readonly number[])[]
  /** Of all hours. */
  readonly average: number
  readonly most: { readonly weekday: number; readonly hour: number; readonly value: number }
}

/** Hours are told apart where they begin; `counts` by epoch ms. */
export function heatOf(counts: ReadonlyMap<number, number>, { from, to }: Span, zone: string): Heat {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: 'numeric',
    hourCycle: 'h23',
  })
  const sums = WEEKDAYS.map(() => Array.from({ length: 24 }, () => 0))
  const times = WEEKDAYS.map(() => Array.from({ length: 24 }, () => 0))
  let total = 0
  for (let time = from; time < to; time += HOUR) {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
    const weekday = WEEKDAYS.indexOf(parts.weekday as (typeof WEEKDAYS)[number])
    const hour = Number(parts.hour)
    const count = counts.get(time) ?? 0
    sums[weekday]![hour]! += count
    times[weekday]![hour]! += 1
    total += count
  }
  const cells = sums.map((row, day) => row.map((sum, hour) => sum / Math.max(times[day]![hour]!, 1)))
  let most: Heat['most'] = { weekday: 0, hour: 0, value: 0 }
  cells.forEach((row, weekday) => {
    row.forEach((value, hour) => {
      if (value > most.value) most = { weekday, hour, value }
    })
  })
  return { cells, average: total / Math.max((to - from) / HOUR, 1), most }
}
