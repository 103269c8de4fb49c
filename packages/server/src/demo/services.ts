import type { DemoEvent, Request, Scene, World } from './world.ts'
import { round } from './world.ts'

export type Answered = {
  readonly request: Request
  readonly service: string
  readonly span: string
  readonly parent?: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly duration: number
}

/** A request as the SDK's integrations log it, as a span. */
export function httpRequest(_: World, time: number, answered: Answered): DemoEvent {
  const { request, service, span, parent, method, route, status, duration } = answered
  const duration_ms = round(duration, 3)
  return {
    ...request.fields,
    time,
    stream: 'log',
    level: status >= 500 ? 'ERROR' : status >= 400 ? 'WARNING' : 'INFO',
    service,
    category: 'api',
    module: 'http',
    name: 'http.request',
    span_id: span,
    message: `${method} ${route} ${status} ${duration_ms.toFixed(1)} ms`,
    attributes: {
      method,
      path: route,
      route,
      status_code: status,
      duration_ms,
      ...(parent === undefined ? {} : { parent_span_id: parent }),
    },
  }
}

/** Something a service does within a request. */
export function internalSpan(
  { fields }: Request,
  time: number,
  about: {
    readonly service: string
    readonly name: string
    readonly span: string
    readonly parent: string
    readonly duration: number
    readonly message: string
    readonly category?: string
  },
): DemoEvent {
  const { service, name, span, parent, duration, message, category = 'database' } = about
  return {
    ...fields,
    time,
    stream: 'log',
    level: 'DEBUG',
    service,
    category,
    name,
    span_id: span,
    message,
    attributes: { duration_ms: round(duration, 3), parent_span_id: parent },
  }
}

const PAGES = [
  { route: '/products/:id', service: 'catalogue', query: 'SELECT product', table: 'products' },
  { route: '/search', service: 'catalogue', query: 'SELECT matches', table: 'products' },
  { route: '/orders/:id', service: 'orders', query: 'SELECT order', table: 'orders' },
  { route: '/account', service: 'auth', query: 'SELECT account', table: 'users' },
] as const

/** A page of the shop: gateway → web → service → database, and the cache before it; each a span under the one above. */
export const browse: Scene = (world, start) => {
  const { random } = world
  const request = world.request()
  const page = random.pick(PAGES)
  const troubled = (world.troubled.get(page.service) ?? 0) > start
  const failed = random.chance(troubled ? 0.35 : 0.006)
  const missing = !failed && random.chance(0.02)
  const status = failed ? 500 : missing ? 404 : 200
  const [gateway, web, service] = [world.span(), world.span(), world.span()]
  const cached = random.chance(0.4)
  const cacheMs = random.latency(0.8, 0.4)
  const queryMs = cached ? 0 : random.latency(troubled ? 60 : 14, 0.9)
  const serviceMs = cacheMs + queryMs + random.latency(3, 0.4)
  const webMs = serviceMs + random.latency(6, 0.4)
  const base = { request, method: 'GET', route: page.route, status }
  const events = [
    httpRequest(world, start, {
      ...base,
      service: 'gateway',
      span: gateway,
      duration: webMs + random.latency(2, 0.3),
    }),
    internalSpan(request, start + 1, {
      service: 'web',
      name: 'page.render',
      span: web,
      parent: gateway,
      duration: webMs,
      message: `Rendered ${page.route}`,
      category: 'application',
    }),
    internalSpan(request, start + 3, {
      service: page.service,
      name: 'rpc.handle',
      span: service,
      parent: web,
      duration: serviceMs,
      message: `${page.service} answered ${status}`,
      category: 'application',
    }),
    internalSpan(request, start + 4, {
      service: page.service,
      name: 'cache.get',
      span: world.span(),
      parent: service,
      duration: cacheMs,
      message: cached ? 'Cache hit' : 'Cache miss',
    }),
  ]
  if (!cached)
    events.push(
      internalSpan(request, start + 4 + Math.round(cacheMs), {
        service: page.service,
        name: 'db.query',
        span: world.span(),
        parent: service,
        duration: queryMs,
        message: `${page.query} from ${page.table}`,
      }),
    )
  return events
}
