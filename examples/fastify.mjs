// A shop on Fastify 5: request logs with route and duration, the audit trail, an error with its stack.
import { addActivity, configure, shutdown, timer } from '@tallystick/sdk'
import { tallystickFastify } from '@tallystick/sdk/fastify'
import fastify from 'fastify'
import { play } from './lib/play.mjs'

configure({ service: 'shop-fastify' })

const app = fastify()
await app.register(tallystickFastify, { userId: request => request.headers['x-user'] })

app.get('/orders/:id', async request => {
  const query = timer('database_query', { tags: { table: 'orders' } })
  await new Promise(resolve => setTimeout(resolve, 5))
  query.stop()
  request.log.info('Order shown', { metadata: { order: request.params.id } })
  return { id: request.params.id, status: 'PAID' }
})

app.post('/orders', async (request, reply) => {
  const receipt = await addActivity({
    action: 'CREATE',
    entityType: 'order',
    entityId: request.body.id,
    user: request.headers['x-user'],
    details: `Created order for customer ${request.body.customer}`,
  })
  return reply.code(201).send({ receipt })
})

app.get('/broken', async () => {
  throw new Error('The warehouse does not answer')
})

const url = await app.listen({ port: 0, host: '127.0.0.1' })
await play(url, [
  ['GET', '/orders/55'],
  ['POST', '/orders', { id: '56', customer: '#112' }],
  ['GET', '/broken'],
])
await app.close()
await shutdown()
