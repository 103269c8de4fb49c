const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

const MILLISECONDS = Array.from({ length: 1000 }, (_, value) => `.${pad(value, 3)}Z`)

/** Most calls fall into the same second as the one before: what stands before the milliseconds is made once a second. */
function perSecond(text: (second: number) => string): (second: number) => string {
  let last = Number.NaN
  let kept = ''
  return second => {
    if (second !== last) {
      kept = text(second)
      last = second
    }
    return kept
  }
}

const utcSecond = perSecond(second => new Date(second * 1000).toISOString().slice(0, -5))

/** RFC 3339 in UTC with milliseconds, of epoch milliseconds. */
export function utcTime(time: number): string {
  const whole = Math.trunc(time)
  const second = Math.floor(whole / 1000)
  return utcSecond(second) + MILLISECONDS[whole - second * 1000]!
}

/** `2024-01-15 10:30:45` in the time zone of the process. */
export const localTime: (second: number) => string = perSecond(second => {
  const date = new Date(second * 1000)
  return (
    `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)} ` +
    `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`
  )
})
