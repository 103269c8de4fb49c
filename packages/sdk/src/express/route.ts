import type { Request } from 'express'

type Route = { readonly path?: unknown } | undefined

/**
 * Follows a request through its routers and tells its route's pattern, `/tenants/:tenant/orders/:id`. Express itself forgets it: `request.baseUrl`
 * holds what was matched (`/tenants/acme`), which metrics must not be grouped by, and is reset on the way out, so that nothing of it is left when a
 * nested router's handler fails. So both properties are observed when Express sets them.
 */
export function followRoute(request: Request): () => string | undefined {
  /** By what was matched, the pattern that matched it. */
  const patterns = new Map([['', '']])
  let matched: string | undefined

  observe(request, 'baseUrl', request.baseUrl as string | undefined, (url = '', outer = '') => {
    // A router is entered; when it is left, the former value comes back.
    if (url.length > outer.length && url.startsWith(outer))
      patterns.set(url, (patterns.get(outer) ?? outer) + named(url.slice(outer.length), request.params ?? {}))
  })
  observe(request, 'route', request.route as Route, route => {
    if (route?.path !== undefined)
      matched = `${patterns.get(request.baseUrl) ?? request.baseUrl}${String(route.path)}`
  })
  return () => matched
}

function observe<T>(
  request: Request,
  name: 'baseUrl' | 'route',
  first: T,
  heard: (value: T, before: T) => void,
): void {
  let current = first
  Object.defineProperty(request, name, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: T) => {
      const before = current
      current = value
      heard(value, before)
    },
  })
}

/** A mount path with its parameters' names in place of their values. */
function named(path: string, params: Readonly<Record<string, string | string[]>>): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [String(value), name]))
  return path
    .split('/')
    .map(segment => {
      const name = names.get(decoded(segment))
      return name === undefined ? segment : `:${name}`
    })
    .join('/')
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
