const whole = new Intl.NumberFormat('en')
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** `12,345` */
export function count(value: number): string {
  return whole.format(Math.round(value))
}

/** `12.3K`: where there is little room. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1_000) return compact.format(value)
  if (size === 0 || size >= 100) return whole.format(Math.round(value))
  return String(Number(value.toPrecision(3)))
}

/** `12.3 %` of a share between 0 and 1; `–` when there is none. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined || !Number.isFinite(share)
    ? '–'
    : `${(share * 100).toFixed(digits).replace(/\.0+$/, '')} %`
}

/** `820 µs`, `12 ms`, `1.4 s`, `3 min 5 s` */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  if (ms !== 0 && ms < 1) return `${Math.round(ms * 1_000)} µs`
  if (ms < 1_000) return `${Number(ms.toPrecision(3))} ms`
  if (ms < 60_000) return `${Number((ms / 1_000).toPrecision(3))} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`
}

/** `1.2 GiB` */
export function bytes(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = size
  let unit = 0
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024
    unit++
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${units[unit]}`
}

/** `1 event`, `2 events`; a word that does not take an `s` is given both ways: `entry`, `entries`. */
export function plural(value: number, word: string, many = `${word}s`): string {
  return `${count(value)} ${value === 1 ? word : many}`
}
