import type { DemoEvent, Scene } from './world.ts'
import { round, SERVICES } from './world.ts'

/** A new version goes out; now and then it is a bad one and comes back. */
export const deploy: Scene = (world, start) => {
  const { random } = world
  const service = random.pick(['orders', 'assistant', 'catalogue', 'auth'])
  const before = world.versions.get(service)!
  const [major, minor] = before.split('.') as [string, string]
  const version = `${major}.${Number(minor) + 1}.0`
  const base = {
    stream: 'log',
    service,
    environment: 'production',
    category: 'deploy',
    module: 'rollout',
  } as const
  const took = random.int(25, 80)
  const bad = random.chance(0.3)
  world.versions.set(service, bad ? before : version)
  if (bad) world.troubled.set(service, start + 240_000)
  const attributes = { version, previous: before, commit: random.hex(12) }
  const events: DemoEvent[] = [
    {
      ...base,
      time: start,
      level: 'INFO',
      name: 'deploy.start',
      message: `Deploy of ${service} ${version} started`,
      attributes,
    },
    {
      ...base,
      time: start + took * 1_000,
      level: 'INFO',
      name: 'deploy.finish',
      message: `Deploy of ${service} ${version} finished in ${took} s`,
      attributes: { ...attributes, duration_ms: took * 1_000 },
    },
  ]
  if (bad)
    events.push({
      ...base,
      time: start + 240_000,
      level: 'WARNING',
      name: 'deploy.rollback',
      message: `Deploy of ${service} ${version} rolled back: error rate above 5 %`,
      attributes,
    })
  return events
}

/** What every system says about itself all day. */
export const housekeeping: Scene = (world, start) => {
  const { random } = world
  const service = random.pick(SERVICES)
  const base = { time: start, stream: 'log', service, environment: 'production' } as const
  const kind = random.weighted([
    [30, 'health'],
    [25, 'cache'],
    [20, 'query'],
    [10, 'job'],
    [8, 'queue'],
    [7, 'gc'],
  ] as const)
  switch (kind) {
    case 'health':
      return [
        {
          ...base,
          level: 'TRACE',
          category: 'system',
          module: 'http.access',
          message: 'GET /health 200 in 1 ms',
          attributes: { duration_ms: 1 },
        },
      ]
    case 'cache': {
      const ratio = round(0.7 + random.next() * 0.29, 3)
      return [
        {
          ...base,
          level: 'DEBUG',
          category: 'performance',
          module: 'cache',
          message: `Cache hit ratio ${ratio}`,
          attributes: { hit_ratio: ratio, keys: random.int(2_000, 90_000) },
        },
      ]
    }
    case 'query': {
      const duration = Math.round(random.latency(35, 1.1))
      const slow = duration > 250
      return [
        {
          ...base,
          level: slow ? 'WARNING' : 'DEBUG',
          category: 'database',
          module: 'db.query',
          message: slow ? `Slow query on orders: ${duration} ms` : `Query on orders took ${duration} ms`,
          attributes: { duration_ms: duration, 'db.collection.name': 'orders', rows: random.int(0, 500) },
        },
      ]
    }
    case 'job': {
      const duration = Math.round(random.latency(4_000, 0.8))
      const job = random.pick(['expire-carts', 'sync-stock', 'mail-digest', 'rebuild-index'])
      return [
        {
          ...base,
          level: 'INFO',
          category: 'system',
          module: 'scheduler',
          message: `Job ${job} started`,
          attributes: { job },
        },
        {
          ...base,
          time: start + duration,
          level: 'INFO',
          category: 'system',
          module: 'scheduler',
          message: `Job ${job} finished in ${duration} ms`,
          attributes: { job, duration_ms: duration },
        },
      ]
    }
    case 'queue': {
      const waiting = Math.round(random.latency(12, 1.2))
      return [
        {
          ...base,
          level: waiting > 80 ? 'WARNING' : 'INFO',
          category: 'performance',
          module: 'queue',
          message: `${waiting} messages wait in queue settle`,
          attributes: { queue: 'settle', waiting },
        },
      ]
    }
    case 'gc': {
      const pause = round(random.latency(9, 0.7), 1)
      return [
        {
          ...base,
          level: 'DEBUG',
          category: 'performance',
          module: 'runtime',
          message: `Garbage collection paused ${pause} ms`,
          attributes: { pause_ms: pause, heap_mb: random.int(90, 900) },
        },
      ]
    }
  }
}
