import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { TallyError } from '@tallystick/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** What the console may load: files of its own origin, nothing else, and no script or style inside the page. */
const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Addresses inside of the console; its router knows what is beneath them. */
const PAGES = [
  '/',
  '/login',
  '/explore',
  '/firewall',
  '/decisions',
  '/activity',
  '/traces',
  '/series',
  '/analytics',
  '/evidence',
  '/dashboards',
  '/dashboards/:id',
  '/admin',
  '/account',
]

/** What programs ask for; whoever mistypes one of these is told so in the words of the API. */
const NO_PAGE = /^\/(?:api|assets|auth|docs|health|ledger|metrics|openapi\.json|v1|ws)(?:[/?]|$)/

/** Whether somebody looks for a page in a browser. */
export function isLookedFor({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html') && !NO_PAGE.test(url)
}

/** The console, for an address that it does not have: it says so itself. */
export async function sendLost(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  const page = await readFile(join(folder, 'index.html'))
  return reply
    .code(404)
    .header('content-security-policy', CONSOLE_POLICY)
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(page)
}

/**
 * Serves the console that was built into `folder`: its one page under every address it has, and its files, which never change under their
 * hashed names. Throws TALLY_CONFIG_INVALID where no console is.
 */
export function consoleFiles(app: FastifyInstance, folder: string): void {
  if (!existsSync(join(folder, 'index.html')))
    throw new TallyError('TALLY_CONFIG_INVALID', `there is no console in ${folder}: it has no index.html`)
  void app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.config = { ...route.config, access: 'public' }
      route.schema = { ...route.schema, hide: true }
    })
    await scope.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
    for (const page of PAGES)
      scope.get(page, (_, reply) =>
        reply.header('content-security-policy', CONSOLE_POLICY).sendFile('index.html'),
      )
    // Where viewers of activity used to be.
    scope.get('/logs', (_, reply) => reply.redirect('/activity', 302))
  })
}
