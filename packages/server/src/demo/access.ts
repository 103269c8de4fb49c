import type { JsonObject } from '@tallystick/core'
import type { DemoEvent, Scene, World } from './world.ts'
import { documentationAddress } from './world.ts'

export const SCRIPT_AGENT = 'python-requests/2.32.3'

export function login(
  world: World,
  time: number,
  who: { readonly user: string; readonly ip: string; readonly agent: string },
  failure?: string,
): DemoEvent {
  const { user, ip, agent } = who
  return {
    time,
    stream: 'security',
    level: failure === undefined ? 'INFO' : 'WARNING',
    service: 'auth',
    environment: 'production',
    category: 'security',
    name: failure === undefined ? 'login.success' : 'login.failure',
    user_id: user,
    ip,
    user_agent: agent,
    request_id: `req_${world.random.hex(16)}`,
    message: failure === undefined ? `Login of ${user} from ${ip}` : `Failed password for ${user} from ${ip}`,
    attributes: { method: 'password', ...(failure === undefined ? {} : { reason: failure }) },
  }
}

/** Somebody logs in, perhaps after a slip. */
export const loginScene: Scene = (world, start) => {
  const { random } = world
  const { user } = world.request()
  const who = { user: user.id, ip: user.ip, agent: user.agent }
  const slips = random.chance(0.12) ? random.int(1, 2) : 0
  const failures = Array.from({ length: slips }, (_, i) =>
    login(world, start + i * 4_000, who, 'wrong_password'),
  )
  return [...failures, login(world, start + slips * 4_000 + 500, who)]
}

/** Somebody looks for a way in for a few tries, and goes away. */
export const probe: Scene = (world, start) => {
  const { random } = world
  const ip = documentationAddress(random)
  return Array.from({ length: random.int(3, 8) }, (_, i) =>
    login(
      world,
      start + i * random.int(300, 1_200),
      { user: random.pick(['admin', 'root', 'test']), ip, agent: SCRIPT_AGENT },
      'unknown_user',
    ),
  )
}

type Change = {
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly entity: string
  readonly id: string
  readonly message: string
  readonly attributes: JsonObject
}

/** An administrator changes something that auditors ask about later. */
export const adminChange: Scene = (world, start) => {
  const { random } = world
  const admin = random.pick(world.users.slice(0, 5))
  const subject = random.pick(world.users)
  const change = random.pick<() => Change>([
    () => {
      const [before, after] = random.pick([
        ['customer', 'support'],
        ['support', 'auditor'],
        ['support', 'admin'],
      ] as const)
      return {
        action: 'UPDATE',
        entity: 'user',
        id: subject.id,
        message: `Role of ${subject.id} changed from ${before} to ${after}`,
        attributes: { changes: { role: { old: before, new: after } } },
      }
    },
    () => ({
      action: 'UPDATE',
      entity: 'user',
      id: subject.id,
      message: `Contact of ${subject.id} changed`,
      attributes: {
        changes: {
          email: { old: `${subject.id}@mail.example`, new: `${subject.id}.new@mail.example` },
          newsletter: { old: true, new: false },
        },
      },
    }),
    () => {
      const before = random.pick([0.75, 0.8])
      return {
        action: 'UPDATE',
        entity: 'policy',
        id: 'assistant-default',
        message: `Threshold of policy assistant-default changed from ${before} to 0.7`,
        attributes: { changes: { threshold: { old: before, new: 0.7 } } },
      }
    },
    () => ({
      action: 'CREATE',
      entity: 'product',
      id: `prd_${random.hex(6)}`,
      message: 'Product added to the catalogue',
      attributes: { metadata: { price: random.int(20, 400), stock: random.int(5, 80) } },
    }),
    () => ({
      action: 'DELETE',
      entity: 'customer',
      id: subject.id,
      message: `Customer ${subject.id} deleted at their own request`,
      attributes: { metadata: { reason: 'erasure_request' } },
    }),
  ])()
  return [
    {
      ...world.request(admin).fields,
      time: start,
      stream: 'activity',
      level: 'AUDIT',
      service: 'web',
      category: 'business',
      name: change.action,
      entity_type: change.entity,
      entity_id: change.id,
      message: change.message,
      attributes: change.attributes,
    },
  ]
}
