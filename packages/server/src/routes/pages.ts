import swaggerUi from '@fastify/swagger-ui'
import { VERSION } from '@tallystick/engine'
import Type from 'typebox'
import { consoleFiles } from '../console/files.ts'
import { PAGE_POLICY } from '../http/security.ts'
import type { App } from '../http/validation.ts'

/** What people see: the console, or without one a page that says what runs here; the OpenAPI document, and a reader for it. */
export function pageRoutes(app: App, folder: string | undefined): void {
  if (folder !== undefined) consoleFiles(app, folder)
  else
    app.get('/', { config: { access: 'public' }, schema: { hide: true } }, async (_, reply) =>
      reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(HOME),
    )

  app.get(
    '/openapi.json',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'openapi',
        summary: 'This description, OpenAPI 3.1',
        tags: ['instance'],
        response: { 200: Type.Object({}, { additionalProperties: true }) },
      },
    },
    async () => app.swagger(),
  )

  void app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.config = { ...route.config, access: 'public' }
    })
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: PAGE_POLICY,
      // Its bar holds another project's logo and a box that only repeats the address.
      theme: {
        title: 'Tallystick API',
        css: [{ filename: 'tallystick.css', content: '.swagger-ui .topbar { display: none }' }],
      },
    })
  })
}

const HOME = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tallystick</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
  pre { background: #f3f4f6; padding: 1rem; overflow-x: auto; border-radius: 6px }
  @media (prefers-color-scheme: dark) { body { color: #e6e8eb; background: #14171a } pre { background: #1f2429 } a { color: #8ab4f8 } }
</style>
<h1>Tallystick ${VERSION}</h1>
<p>The flight recorder for AI applications is running here. It takes events in, finds them again, and can prove that none was altered.</p>
<pre>curl -H "Authorization: Bearer $TALLYSTICK_KEY" \\
  -d '{"message":"hello","service":"demo"}' \\
  &lt;this address&gt;/api/v1/events</pre>
<ul>
  <li><a href="/docs">The API, to read and try</a> (<a href="/openapi.json">OpenAPI 3.1</a>)</li>
  <li><a href="/health">Health</a> and <a href="/metrics">metrics</a></li>
</ul>
</html>
`
