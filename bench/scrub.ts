/**
 * What scrubbing costs a log call: nanoseconds for each kind of text, the best of many rounds, beside `JSON.stringify` of the same text, which
 * every structured logger pays. `npm run bench` does not run it; `node scripts/run.mjs bench/scrub.ts` does.
 */
import { createScrubber } from '../packages/sdk/src/scrub/index.ts'

const ROUNDS = 40
const ROUND_MS = 15

const typical = 'User authenticated successfully after 3 attempts in 45 ms'
const json = JSON.stringify({
  user_id: 'user_789',
  method: 'GET',
  path: '/api/users',
  status: 200,
  tags: ['a', 'b'],
  ms: 12.5,
})

const TEXTS: Readonly<Record<string, string>> = {
  'short word': 'auth_service',
  'typical message': typical,
  'message with pairs': 'order 42 shipped: total=12.50 user=7 status: ok',
  URL: 'https://api.example.com/v1/orders/1234/items?limit=50&offset=100',
  UUID: '550e8400-e29b-41d4-a716-446655440000',
  'user agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'JSON text': json,
  'stack of an error': new Error('no such row').stack ?? '',
  'message with a secret': 'login failed password=hunter2 user=bob',
  '10 kB of prose': `${typical}\n`.repeat(180).slice(0, 10_000),
  '10 kB of JSON': `${json}\n`.repeat(90).slice(0, 10_000),
}

/** Nanoseconds of one call. */
function time(work: (text: string) => unknown, text: string): number {
  let calls = 1
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    for (let i = 0; i < calls; i++) work(text)
    const ms = performance.now() - started
    if (ms < ROUND_MS) calls *= 2
    best = Math.min(best, (ms * 1e6) / calls)
  }
  return best
}

const scrubber = createScrubber()
console.log(
  `${'text'.padEnd(24)}${'chars'.padStart(7)}${'scrub, ns'.padStart(12)}${'stringify, ns'.padStart(15)}`,
)
for (const [name, text] of Object.entries(TEXTS)) {
  const scrub = time(scrubber.text, text)
  const stringify = time(JSON.stringify, text)
  console.log(
    `${name.padEnd(24)}${String(text.length).padStart(7)}${scrub.toFixed(0).padStart(12)}${stringify.toFixed(0).padStart(15)}`,
  )
}
console.log(
  `${'key, remembered'.padEnd(24)}${''.padStart(7)}${time(scrubber.key, 'request_id').toFixed(0).padStart(12)}`,
)
