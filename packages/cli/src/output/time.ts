import { timeToMs } from '@tallystick/core'

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * A canonical time for reading: `2026-01-31 12:00:00.123` on this machine's clock, or with `utc` the same in UTC with a `Z`. Digits
 * below the millisecond are left out.
 */
export function displayTime(time: string, utc: boolean): string {
  if (utc) return `${time.slice(0, 10)} ${time.slice(11, 23)}Z`
  const at = new Date(timeToMs(time))
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${time.slice(20, 23)}`
}
