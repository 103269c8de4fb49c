// A shop on Express 5: request logs, the audit trail of its orders, failed logins, errors with their stacks.
import { addActivity, configure, getLogger, SecurityEventType, security, shutdown } from '@tallystick/sdk'
import { errorLogger, requestLogger } from '@tallystick/sdk/express'
import express from 'express'
import { play } from './lib/play.mjs'

configure({ service: 'shop-express' }) // Address and key from TALLYSTICK_URL and TALLYSTICK_KEY.
const log = getLogger('orders')

const app = express()
app.use(requestLogger({ userId: request => request.get('x-user') }))
app.use(express.json())

app.get('/orders/:id', (request, response) => {
  request.log.info('Order shown', { metadata: { order: request.params.id } })
  response.json({ id: request.params.id, status: 'PAID' })
})

app.post('/orders', async (request, response) => {
  // Waits until the record is safe on this machine's disk: an order without its trail is not accepted.
  const receipt = await addActivity({
    action: 'CREATE',
    entityType: 'order',
    entityId: request.body.id,
    user: request.get('x-user'),
    details: `Created order for customer ${request.body.customer}`,
    metadata: { items: request.body.items },
  })
  response.status(201).json({ receipt })
})

app.post('/login', async (request, response) => {
  await security.logSecurityEvent({
    eventType: SecurityEventType.LOGIN_FAILURE,
    severity: 'MEDIUM',
    userId: request.body.user,
    ipAddress: request.ip,
    details: { reason: 'invalid_password' },
  })
  response.status(401).json({ error: 'wrong user or password' })
})

app.get('/broken', () => {
  throw new Error('The warehouse does not answer')
})
app.use(errorLogger())
app.use((_error, _request, response, _next) => {
  response.status(500).json({ error: 'internal error' })
})

const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`
  log.info('Shop is open', { metadata: { url } })
  await play(url, [
    ['GET', '/orders/55'],
    ['POST', '/orders', { id: '56', customer: '#112', items: 3 }],
    ['POST', '/login', { user: 'ada', password: 'guess' }],
    ['GET', '/broken'],
  ])
  server.close()
  await shutdown()
})
