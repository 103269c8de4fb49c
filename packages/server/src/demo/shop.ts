import type { JsonObject } from '@tallystick/core'
import { httpRequest, internalSpan } from './services.ts'
import type { DemoEvent, Scene, World } from './world.ts'
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

const STREETS = ['Canal Street 4', 'Mill Lane 19', 'Harbour Road 7', 'Station Square 2'] as const

/** An order with its trail: checked out through the shop's services, paid or declined, sometimes changed, shipped. */
export const order: Scene = (world, start) => {
  const { random } = world
  const request = world.request()
  const { fields, user } = request
  const orderId = String(world.nextOrder++)
  const items = Array.from({ length: random.int(1, 4) }, () => ({
    product: random.pick(PRODUCTS),
    quantity: random.int(1, 3),
    price: round(10 + random.next() * 390, 2),
  }))
  const total = round(
    items.reduce((sum, item) => sum + item.price * item.quantity, 0),
    2,
  )
  const checkoutMs = Math.round(random.latency(120))
  const troubled = (world.troubled.get('orders') ?? 0) > start
  const failed = random.chance(troubled ? 0.35 : 0.01)
  const events = checkout(world, start, { request, duration: checkoutMs, failed })
  if (failed)
    return [
      ...events,
      {
        ...fields,
        entity_type: 'order',
        entity_id: orderId,
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

  const activity = (
    time: number,
    action: string,
    entity: readonly [type: string, id: string],
    message: string,
    attributes: JsonObject,
    service = 'orders',
  ) =>
    events.push({
      ...fields,
      time,
      stream: 'activity',
      level: 'AUDIT',
      service,
      category: 'business',
      name: action,
      entity_type: entity[0],
      entity_id: entity[1],
      message,
      attributes,
    })
  const about = ['order', orderId] as const
  activity(start + checkoutMs, 'CREATE', about, `Order ${orderId} created by ${user.id}`, {
    metadata: { total, currency: 'EUR', items },
  })
  const paidAt = start + checkoutMs + Math.round(random.latency(900))
  const payment = ['payment', `pay_${random.hex(10)}`] as const
  if (random.chance(0.06)) {
    events.push({
      ...fields,
      entity_type: 'order',
      entity_id: orderId,
      time: paidAt,
      stream: 'log',
      level: 'WARNING',
      service: 'payments',
      category: 'business',
      module: 'settle',
      message: `Payment for order ${orderId} declined: ${PAYMENT_STACK}`,
      attributes: { ...exception(PAYMENT_STACK), amount: total, currency: 'EUR' },
    })
    activity(paidAt + 50, 'UPDATE', about, `Order ${orderId} waits for another payment`, {
      changes: { status: { old: 'CREATED', new: 'PAYMENT_DUE' } },
    })
    return events
  }
  activity(
    paidAt,
    'PAYMENT',
    payment,
    `Payment of ${total.toFixed(2)} EUR captured for order ${orderId}`,
    {
      metadata: {
        order_id: orderId,
        amount: total,
        currency: 'EUR',
        method: random.pick(['card', 'card', 'sepa', 'wallet']),
      },
    },
    'payments',
  )
  activity(paidAt + 80, 'UPDATE', about, `Order ${orderId} paid`, {
    changes: { status: { old: 'CREATED', new: 'PAID' }, payment_id: { old: null, new: payment[1] } },
  })
  if (random.chance(0.15)) {
    const old = random.pick(STREETS)
    activity(
      paidAt + random.int(2_000, 40_000),
      'UPDATE',
      about,
      `Shipping address of order ${orderId} changed`,
      {
        changes: { shipping_address: { old, new: random.pick(STREETS.filter(street => street !== old)) } },
      },
    )
  }
  // As the SDK's example has it: old and new values side by side.
  activity(paidAt + random.int(50_000, 90_000), 'UPDATE', about, `Order ${orderId} handed to the carrier`, {
    metadata: {
      old_status: 'PAID',
      new_status: 'SHIPPED',
      carrier: random.pick(['northline', 'parcelo']),
      parcels: random.int(1, 2),
    },
  })
  if (random.chance(0.04))
    activity(
      paidAt + random.int(95_000, 118_000),
      'UPDATE',
      payment,
      `Payment for order ${orderId} refunded`,
      {
        changes: { status: { old: 'CAPTURED', new: 'REFUNDED' }, refunded: { old: 0, new: total } },
        metadata: { order_id: orderId },
      },
      'payments',
    )
  return events
}

/** The spans of a checkout: gateway → orders → stock and payment → provider. */
function checkout(
  world: World,
  start: number,
  {
    request,
    duration,
    failed,
  }: { readonly request: ReturnType<World['request']>; readonly duration: number; readonly failed: boolean },
): DemoEvent[] {
  const { random } = world
  const [gateway, orders, payment] = [world.span(), world.span(), world.span()]
  const status = failed ? 500 : 201
  const part = (share: number) => duration * share
  return [
    httpRequest(world, start, {
      request,
      service: 'gateway',
      span: gateway,
      method: 'POST',
      route: '/orders',
      status,
      duration: duration + random.latency(3, 0.3),
    }),
    httpRequest(world, start + 2, {
      request,
      service: 'orders',
      span: orders,
      parent: gateway,
      method: 'POST',
      route: '/internal/checkout',
      status,
      duration,
    }),
    internalSpan(request, start + 3, {
      service: 'orders',
      name: 'db.query',
      span: world.span(),
      parent: orders,
      duration: part(0.2),
      message: 'UPDATE stock',
    }),
    ...(failed
      ? []
      : [
          internalSpan(request, start + 3 + Math.round(part(0.25)), {
            service: 'payments',
            name: 'payment.capture',
            span: payment,
            parent: orders,
            duration: part(0.6),
            message: 'Captured the payment',
            category: 'business',
          }),
          internalSpan(request, start + 5 + Math.round(part(0.25)), {
            service: 'payments',
            name: 'provider.call',
            span: world.span(),
            parent: payment,
            duration: part(0.5),
            message: 'The payment provider answered 200',
            category: 'api',
          }),
        ]),
  ]
}

/** One request that fails for the database. */
export function databaseError(world: World, time: number): DemoEvent[] {
  const request = world.request()
  const span = world.span()
  return [
    httpRequest(world, time, {
      request,
      service: 'orders',
      span,
      method: 'GET',
      route: '/orders/:id',
      status: 500,
      duration: world.random.latency(900, 0.4),
    }),
    {
      ...request.fields,
      time: time + 1,
      stream: 'log',
      level: 'ERROR',
      service: 'orders',
      category: 'database',
      module: 'db.pool',
      span_id: span,
      message: `Query failed: ${DATABASE_STACK}`,
      attributes: { ...exception(DATABASE_STACK), 'db.system.name': 'postgresql', pool: 'primary' },
    },
  ]
}

/** The database drops connections: the same error from several requests within seconds, then a recovery. */
export const databaseTrouble: Scene = (world, start) => {
  const { random } = world
  const lost = random.int(3, 9)
  const errors = Array.from({ length: lost }, () => databaseError(world, start + random.int(0, 8_000))).flat()
  const pool = {
    stream: 'log',
    service: 'orders',
    environment: 'production',
    category: 'database',
    module: 'db.pool',
  } as const
  return [
    ...errors,
    {
      ...pool,
      time: start + 9_000,
      level: 'CRITICAL',
      message: 'All connections of pool "primary" were lost; reconnecting',
      attributes: { pool: 'primary', lost },
    },
    {
      ...pool,
      time: start + 12_000,
      level: 'INFO',
      message: 'Pool "primary" is back with 20 connections',
      attributes: { pool: 'primary', connections: 20 },
    },
  ]
}
