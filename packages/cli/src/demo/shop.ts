import type { DemoEvent, Scene } from './world.ts'
import { round } from './world.ts'

const PRODUCTS = [
  'lamp-oak',
  'desk-220',
  'chair-ergo',
  'shelf-4',
  'rug-wool',
  'clock-rail',
  'vase-blue',
] as const

const CHECKOUT_STACK = `TypeError: Cannot read properties of undefined (reading 'rate')
    at priceOf (/srv/orders/dist/pricing/tax.js:48:31)
    at Array.map (<anonymous>)
    at totalOf (/srv/orders/dist/pricing/total.js:17:22)
    at async checkout (/srv/orders/dist/http/checkout.js:92:19)
    at async Object.<anonymous> (/srv/orders/dist/http/router.js:31:5)`

const PAYMENT_STACK = `PaymentDeclinedError: card_declined: insufficient_funds
    at PaymentClient.capture (/srv/payments/dist/provider/client.js:133:13)
    at async settle (/srv/payments/dist/settle.js:58:20)
    at async Worker.run (/srv/payments/dist/queue/worker.js:77:7)`

const DATABASE_STACK = `ConnectionError: connection terminated unexpectedly
    at Connection.<anonymous> (/srv/orders/node_modules/pg/lib/client.js:136:73)
    at Connection.emit (node:events:518:28)
    at Socket.<anonymous> (/srv/orders/node_modules/pg/lib/connection.js:62:12)
Caused by: Error: read ECONNRESET
    at TCP.onStreamRead (node:internal/stream_base_commons:216:20)`

/** OpenTelemetry semantic conventions for exceptions. */
function exception(stack: string) {
  const [, type, message] = /^(\w+): (.*)/.exec(stack)!
  return { 'exception.type': type!, 'exception.message': message!, 'exception.stacktrace': stack }
}

/** An order with its trail: created, paid or declined, sometimes changed, shipped. */
export const order: Scene = (world, start) => {
  const { random } = world
  const { fields, user } = world.request()
  const orderId = `ord_${world.nextOrder++}`
  const items = Array.from({ length: random.int(1, 4) }, () => ({
    product: random.pick(PRODUCTS),
    quantity: random.int(1, 3),
    price: round(10 + random.next() * 390, 2),
  }))
  const total = round(
    items.reduce((sum, item) => sum + item.price * item.quantity, 0),
    2,
  )
  const about = { ...fields, entity_type: 'order', entity_id: orderId }
  const checkoutMs = Math.round(random.latency(120))

  if (random.chance((world.troubled.get('orders') ?? 0) > start ? 0.35 : 0.01)) {
    return [
      {
        ...about,
        time: start + checkoutMs,
        stream: 'log',
        level: 'ERROR',
        service: 'orders',
        category: 'application',
        module: 'pricing.total',
        message: `Checkout failed: ${CHECKOUT_STACK}`,
        attributes: {
          ...exception(CHECKOUT_STACK),
          version: world.versions.get('orders')!,
          duration_ms: checkoutMs,
        },
      },
    ]
  }
  const events: DemoEvent[] = [
    {
      ...about,
      time: start + checkoutMs,
      stream: 'activity',
      level: 'AUDIT',
      service: 'orders',
      category: 'business',
      name: 'order.create',
      user_agent: user.agent,
      message: `Order ${orderId} created by ${user.id}`,
      attributes: { action: 'CREATE', total, currency: 'EUR', items },
    },
  ]
  const paidAt = start + checkoutMs + Math.round(random.latency(900))
  const declined = random.chance(0.06)
  events.push(
    declined
      ? {
          ...about,
          time: paidAt,
          stream: 'log',
          level: 'WARNING',
          service: 'payments',
          category: 'business',
          module: 'settle',
          message: `Payment for ${orderId} declined: ${PAYMENT_STACK}`,
          attributes: { ...exception(PAYMENT_STACK), amount: total, currency: 'EUR' },
        }
      : {
          ...about,
          time: paidAt,
          stream: 'activity',
          level: 'AUDIT',
          service: 'payments',
          category: 'business',
          name: 'order.payment',
          message: `Payment of ${total.toFixed(2)} EUR captured for ${orderId}`,
          attributes: {
            action: 'PAYMENT',
            amount: total,
            currency: 'EUR',
            method: random.pick(['card', 'card', 'sepa', 'wallet']),
          },
        },
  )
  if (!declined && random.chance(0.12))
    events.push({
      ...about,
      time: paidAt + random.int(2_000, 40_000),
      stream: 'activity',
      level: 'AUDIT',
      service: 'orders',
      category: 'business',
      name: 'order.update',
      message: `Shipping address of ${orderId} changed`,
      attributes: { action: 'UPDATE', changed: ['shipping_address'] },
    })
  if (!declined)
    events.push({
      ...about,
      time: paidAt + random.int(30_000, 90_000),
      stream: 'activity',
      level: 'AUDIT',
      service: 'orders',
      category: 'business',
      name: 'order.ship',
      message: `Order ${orderId} handed to the carrier`,
      attributes: {
        action: 'UPDATE',
        carrier: random.pick(['northline', 'parcelo']),
        parcels: random.int(1, 2),
      },
    })
  return events
}

/** The database drops connections: the same error from several requests within seconds, then a recovery. */
export const databaseTrouble: Scene = (world, start) => {
  const { random } = world
  const errors = Array.from(
    { length: random.int(3, 9) },
    (): DemoEvent => ({
      ...world.request().fields,
      time: start + random.int(0, 8_000),
      stream: 'log',
      level: 'ERROR',
      service: 'orders',
      category: 'database',
      module: 'db.pool',
      message: `Query failed: ${DATABASE_STACK}`,
      attributes: { ...exception(DATABASE_STACK), 'db.system.name': 'postgresql', pool: 'primary' },
    }),
  )
  return [
    ...errors,
    {
      time: start + 9_000,
      stream: 'log',
      level: 'CRITICAL',
      service: 'orders',
      environment: 'production',
      category: 'database',
      module: 'db.pool',
      message: 'All connections of pool "primary" were lost; reconnecting',
      attributes: { pool: 'primary', lost: errors.length },
    },
    {
      time: start + 12_000,
      stream: 'log',
      level: 'INFO',
      service: 'orders',
      environment: 'production',
      category: 'database',
      module: 'db.pool',
      message: 'Pool "primary" is back with 20 connections',
      attributes: { pool: 'primary', connections: 20 },
    },
  ]
}
