import type { FastifyInstance } from 'fastify'

/**
 * Notes every route that is added from here on; gives a function that says which methods the path of a request takes, which is none when no
 * route has it (RFC 9110 §15.5.6).
 */
export function collectMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { path: patternOf(url), methods: new Set() }
    routes.set(url, route)
    for (const name of [method].flat()) route.methods.add(name)
  })
  return path => [
    ...new Set(
      [...routes.values()].filter(route => route.path.test(path)).flatMap(route => [...route.methods]),
    ),
  ]
}

/** The router's pattern (`:name`, `*`) as an expression. */
function patternOf(url: string): RegExp {
  const source = url
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[^/]+|\*/g, part => (part === '*' ? '.*' : '[^/]+'))
  return new RegExp(`^${source}$`)
}
