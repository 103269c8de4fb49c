// Plain node:http: every request logged and timed, everything logged meanwhile carries its ids.
import { createServer } from 'node:http'
import { configure, getLogger, shutdown, withContext } from '@tallystick/sdk'
import { logRequests } from '@tallystick/sdk/http'
import { play } from './lib/play.mjs'

configure({ service: 'shop-http' })
const log = getLogger('orders')

const server = createServer(
  logRequests(
    (request, response) =>
      withContext({ user_id: request.headers['x-user'] }, () => {
        // The module's logger knows request and user all the same.
        log.info('Order shown')
        response.setHeader('content-type', 'application/json').end('{"status":"PAID"}')
      }),
    { route: request => request.url?.replace(/\d+/g, ':id') },
  ),
)

server.listen(0, '127.0.0.1', async () => {
  await play(`http://127.0.0.1:${server.address().port}`, [
    ['GET', '/orders/55'],
    ['GET', '/orders/56?token=do-not-log-me'],
  ])
  server.close()
  await shutdown()
})
