import { useMemo } from 'react'
import { usePreferences } from '../app/preferences.tsx'

export type TimeFormats = {
  /** IANA name of the zone that times are shown in. */
  readonly zone: string
  /** `2026-01-31 10:00:00.123` */
  readonly full: (time: string | number) => string
  /** `Jan 31 10:00:00.123`; what a row of a list shows. */
  readonly row: (time: string | number) => string
  /** `Jan 31, 10:00` */
  readonly short: (time: string | number) => string
  /** `Sat, Jan 31` */
  readonly day: (time: string | number) => string
  /** Of an axis or a bucket, as fine as its width in seconds needs. */
  readonly tick: (time: number, seconds: number) => string
  /** `3 min ago`; a moment in the future is `in 3 min`. */
  readonly ago: (time: string | number, now?: number) => string
}

/** Times in the zone that was chosen. What is no time is given back as it is: events may hold anything. */
export function useTimes(): TimeFormats {
  const { zone } = usePreferences()
  return useMemo(() => timesIn(zone), [zone])
}

export function timesIn(chosen: string): TimeFormats {
  const zone = chosen === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : chosen
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  })
  const months = new Intl.DateTimeFormat('en', { timeZone: zone, month: 'short' })
  const days = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
  })
  const read = (time: string | number) => {
    const date = new Date(time)
    if (Number.isNaN(date.getTime())) return undefined
    const named = Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]))
    return { ...named, date } as { date: Date } & Record<string, string>
  }
  const shown = (time: string | number, format: (p: { date: Date } & Record<string, string>) => string) => {
    const p = read(time)
    return p === undefined ? String(time) : format(p)
  }
  return {
    zone,
    full: time =>
      shown(
        time,
        p => `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second}.${p.fractionalSecond}`,
      ),
    row: time =>
      shown(
        time,
        p => `${months.format(p.date)} ${p.day} ${p.hour}:${p.minute}:${p.second}.${p.fractionalSecond}`,
      ),
    short: time => shown(time, p => `${months.format(p.date)} ${Number(p.day)}, ${p.hour}:${p.minute}`),
    day: time => shown(time, p => days.format(p.date)),
    tick: (time, seconds) =>
      shown(time, p => {
        if (seconds >= 86_400) return `${months.format(p.date)} ${Number(p.day)}`
        if (p.hour === '00' && p.minute === '00' && seconds >= 60)
          return `${months.format(p.date)} ${Number(p.day)}`
        return seconds >= 60 ? `${p.hour}:${p.minute}` : `${p.hour}:${p.minute}:${p.second}`
      }),
    ago: (time, now = Date.now()) => {
      const ms = new Date(time).getTime() - now
      return Number.isNaN(ms) ? String(time) : agoText(ms)
    },
  }
}

function agoText(ms: number): string {
  const size = Math.abs(ms)
  if (size < 5_000) return 'just now'
  const [count, unit] =
    size < 60_000
      ? [size / 1_000, 's']
      : size < 3_600_000
        ? [size / 60_000, 'min']
        : size < 86_400_000
          ? [size / 3_600_000, 'h']
          : [size / 86_400_000, 'd']
  const text = `${Math.floor(count)} ${unit}`
  return ms < 0 ? `${text} ago` : `in ${text}`
}
