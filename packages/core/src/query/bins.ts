import { timeFromMs, timeToMs } from '../event/time.ts'

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const
const UNITS = Object.entries(UNIT_SECONDS).reverse()

/** Seconds of a duration like `5m`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d*)([smhdw])$/.exec(text)
  return match ? Number(match[1]) * UNIT_SECONDS[match[2] as keyof typeof UNIT_SECONDS] : undefined
}

/** A duration in the largest unit that is a divisor: 300 → `5m`, 90 → `90s`. */
export function printDuration(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds % size === 0)!
  return `${seconds / size}${unit}`
}

/** Start of the bucket a time falls into, aligned to the Unix epoch. Canonical times in and out. */
export function timeBucket(time: string, seconds: number): string {
  const width = seconds * 1000
  return timeFromMs(Math.floor(timeToMs(time) / width) * width)
}

/** The k of a width that is one k-th (0.1 → 10), else undefined. */
export function binDivisor(width: number): number | undefined {
  const k = 1 / width
  return Number.isSafeInteger(k) ? k : undefined
}

/**
 * Start of the bucket a number falls into, null when that is beyond the range of a double. All steps are IEEE double operations.
 * A width of one k-th gives n/k, so that 0.3 with the width 0.1 stands in 0.3 and not, as floor(0.3/0.1)·0.1 would have it, in 0.2.
 */
export function numberBucket(value: number, width: number): number | null {
  const k = binDivisor(width)
  let bucket: number
  if (k === undefined) bucket = Math.floor(value / width) * width
  else {
    const n = Math.floor(value * k)
    bucket = ((n + 1) / k <= value ? n + 1 : n) / k
  }
  return Number.isFinite(bucket) ? bucket + 0 : null
}
