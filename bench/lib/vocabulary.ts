/** What the generated application talks about. Parts in braces vary from event to event. */

export type Template = string

export type Service = {
  readonly name: string
  readonly modules: readonly string[]
  readonly routes: readonly string[]
  /** Serves requests: route, status_code. */
  readonly http: boolean
  /** Calls a model: model, tokens. */
  readonly ai: boolean
  /** Scores prompts: score. */
  readonly scan: boolean
}

const service = (name: string, modules: string, routes: string, traits: string): Service => ({
  name,
  modules: modules.split(' ').map(module => `${name}.${module}`),
  routes: routes.split(' ').filter(Boolean),
  http: traits.includes('http'),
  ai: traits.includes('ai'),
  scan: traits.includes('scan'),
})

export const SERVICES: readonly Service[] = [
  service(
    'gateway',
    'router proxy limits tls',
    '/v1/chat/completions /v1/embeddings /v1/models /health',
    'http ai',
  ),
  service('chat', 'session stream prompt history', '/chat /chat/stream /chat/history', 'http ai scan'),
  service('firewall', 'pipeline detectors policy cache', '/scan /scan/batch', 'http ai scan'),
  service('embedder', 'batch queue vector', '/embed', 'http ai'),
  service('orders', 'cart checkout stock', '/orders /orders/search /cart', 'http'),
  service('payments', 'charge refund ledger webhook', '/charge /refund /webhook', 'http'),
  service('auth', 'login token session mfa', '/login /token /logout', 'http'),
  service('worker', 'scheduler jobs mail cleanup', '', ''),
]

const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  gateway: [
    'request to {host}',
    'upstream {host}',
    'route table',
    'rate limit of {user}',
    'tls session from {ip}',
  ],
  chat: ['chat turn {int}', 'prompt of {user}', 'stream {hex}', 'history window', 'completion by {model}'],
  firewall: [
    'scan {hex}',
    'detector injection',
    'policy default-{small}',
    'prompt of {user}',
    'verdict cache',
  ],
  embedder: [
    'batch {hex}',
    'vector index shard {small}',
    'embedding job {int}',
    'queue depth',
    'model {model}',
  ],
  orders: ['order {int}', 'cart of {user}', 'stock of item {int}', 'checkout {hex}', 'price list {region}'],
  payments: ['charge {hex}', 'refund {int}', 'webhook from {ip}', 'ledger entry {int}', 'card of {user}'],
  auth: [
    'login of {user}',
    'token {hex}',
    'session of {user}',
    'mfa challenge {int}',
    'password check from {ip}',
  ],
  worker: [
    'job {hex}',
    'schedule nightly-{small}',
    'mail to {user}',
    'cleanup of {int} rows',
    'lease on {host}',
  ],
}

const SUCCESSES: readonly Template[] = [
  'finished in {ms} ms after {small} attempts',
  'accepted from {ip} by {host}',
  'updated {int} records for {user} in {region}',
]

const FAILURES: readonly Template[] = [
  'failed: connection refused by {host} port {int}',
  'timed out after {ms} ms waiting for {host}',
  'retried {small} times, giving up with status {int}',
]

export type Messages = { readonly success: readonly Template[]; readonly failure: readonly Template[] }

/** 240 templates: five subjects by six predicates for each of the eight services. */
export const TEMPLATES: Readonly<Record<string, Messages>> = Object.fromEntries(
  Object.entries(SUBJECTS).map(([name, subjects]) => {
    const combine = (predicates: readonly Template[]): Template[] =>
      subjects.flatMap(subject => predicates.map(predicate => `${subject} ${predicate}`))
    return [name, { success: combine(SUCCESSES), failure: combine(FAILURES) }]
  }),
)

/** One in 5,000 messages ends in one of these. */
export const RARE_WORDS: readonly string[] = ['deadlock', 'segfault', 'oomkilled', 'quarantined', 'clockskew']
