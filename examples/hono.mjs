// A shop on Hono, served by Node.
import { serve } from '@hono/node-server'
import { audit, configure, shutdown } from '@tallystick/sdk'
import { tallystickHono } from '@tallystick/sdk/hono'
import { Hono } from 'hono'
import { play } from './lib/play.mjs'

configure({ service: 'shop-hono' })

const app = new Hono()
app.use(tallystickHono({ userId: c => c.req.header('x-user') }))
app.get('/orders/:id', c => {
  c.var.log.info('Order shown', { metadata: { order: c.req.param('id') } })
  return c.json({ id: c.req.param('id'), status: 'PAID' })
})
app.post('/reports', async c => {
  const receipt = await audit('report.export', { userId: c.req.header('x-user'), details: { rows: 1200 } })
  return c.json({ receipt }, 201)
})
app.get('/broken', () => {
  throw new Error('The warehouse does not answer')
})
app.onError((_error, c) => c.json({ error: 'internal error' }, 500))

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, async ({ port }) => {
  await play(`http://127.0.0.1:${port}`, [
    ['GET', '/orders/55'],
    ['POST', '/reports', {}],
    ['GET', '/broken'],
  ])
  server.close()
  await shutdown()
})
