import { createHash } from 'node:crypto'

/** A deterministic stream of pseudo-random integers (SHA-256 in counter mode), so that a run can be repeated. */
export function randomHex(seed: string): (bytes: number) => string {
  let pool = ''
  let counter = 0
  return bytes => {
    while (pool.length < 2 * bytes) pool += createHash('sha256').update(`${seed}/${counter++}`).digest('hex')
    const out = pool.slice(0, 2 * bytes)
    pool = pool.slice(2 * bytes)
    return out
  }
}

const SERVICES = ['gateway', 'payments', 'chat', 'orders', 'scanner', 'auth']
const MESSAGES = [
  'request completed',
  'connection refused',
  'cache miss',
  'user login',
  'payment authorised',
  'retrying',
]
const LEVELS = [
  ['INFO', 9],
  ['INFO', 9],
  ['DEBUG', 5],
  ['WARNING', 13],
  ['ERROR', 17],
] as const

/** Canonical lines of an AI application’s log, 486 bytes each on average, without their seq: call one with it. */
export function realisticLines(count: number, tenant: string, seed = 'lines'): ((seq: number) => string)[] {
  const hex = randomHex(seed)
  const below = (limit: number) => Number.parseInt(hex(6), 16) % limit
  let time = Date.UTC(2026, 0, 31)
  return Array.from({ length: count }, () => {
    time += below(4)
    const at = new Date(time).toISOString()
    const [level, severity] = LEVELS[below(LEVELS.length)]!
    const clock = time.toString(16).padStart(12, '0')
    const id = `${clock.slice(0, 8)}-${clock.slice(8)}-7${hex(2).slice(1)}-a${hex(2).slice(1)}-${hex(6)}`
    const head = `{"attributes":{"duration_ms":${below(100_000) / 100},"method":"POST","region":"eu-${below(3)}","route":"/v1/chat/completions","status_code":${[200, 201, 404, 500][below(4)]}},"environment":"production","function":"handle","id":"${id}","level":"${level}","message":"${MESSAGES[below(MESSAGES.length)]} in ${below(10_000)} ms","received":"${at}","seq":`
    const tail = `,"service":"${SERVICES[below(SERVICES.length)]}","severity_number":${severity},"stream":"log","tenant":"${tenant}","time":"${at}","trace_id":"${hex(16)}","user_id":"user_${below(10_000)}"}\n`
    return seq => head + seq + tail
  })
}
