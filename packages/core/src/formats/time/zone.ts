import { TallyError } from '../../errors.ts'

/** Epoch milliseconds of a local time given as if it were UTC. */
export type LocalToUtc = (localMs: number) => number

const QUARTER = 900_000
const CACHED_QUARTERS = 4096

function offsetReader(timezone: string): (utcMs: number) => number {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })
  } catch (cause) {
    const message = `timezone ${JSON.stringify(timezone)} is not an IANA zone such as Europe/Berlin`
    throw new TallyError('TALLY_CONFIG_INVALID', message, { cause })
  }
  return utcMs => {
    const name = format.formatToParts(utcMs).find(part => part.type === 'timeZoneName')?.value ?? ''
    const offset = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name)
    if (!offset) return 0
    const seconds = Number(offset[2]) * 3600 + Number(offset[3]) * 60 + Number(offset[4] ?? 0)
    return (offset[1] === '-' ? -1000 : 1000) * seconds
  }
}

/**
 * Local time to UTC in an IANA zone. A time that daylight saving skips or repeats is read with the offset before the
 * change. Zone rules change on quarter hours, so one look-up serves a quarter hour of lines.
 */
export function localToUtc(timezone: string | undefined): LocalToUtc {
  if (timezone === undefined || timezone === 'UTC') return ms => ms
  const offsetAt = offsetReader(timezone)
  const cache = new Map<number, number>()
  return ms => {
    const quarter = Math.floor(ms / QUARTER)
    let offset = cache.get(quarter)
    if (offset === undefined) {
      const start = quarter * QUARTER
      const before = offsetAt(start - offsetAt(start - 86_400_000))
      offset = offsetAt(start - before)
      if (offset !== before && offsetAt(start - offset) !== offset) offset = before
      if (cache.size >= CACHED_QUARTERS) cache.clear()
      cache.set(quarter, offset)
    }
    return ms - offset
  }
}

/** Minutes east of UTC of the abbreviations that logs write. Those with several meanings take the one syslog hosts use most. */
const ABBREVIATIONS: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  BST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  SAST: 120,
  MSK: 180,
  IST: 330,
  SGT: 480,
  HKT: 480,
  AWST: 480,
  JST: 540,
  KST: 540,
  ACST: 570,
  ACDT: 630,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  ART: -180,
  BRT: -180,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
}

/** Regular expression source of what `zoneMinutes` reads. */
export const ZONE_SOURCE = `Z|[+-]\\d{2}:?\\d{2}|${Object.keys(ABBREVIATIONS)
  .filter(name => name !== 'Z')
  .join('|')}`

/** Minutes east of UTC of `Z`, `+02:00`, `-0500`, `+02`, `CEST`. */
export function zoneMinutes(zone: string): number {
  const known = ABBREVIATIONS[zone]
  if (known !== undefined) return known
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0)
  return zone[0] === '-' ? -minutes : minutes
}
