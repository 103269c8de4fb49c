import type { DemoEvent, Scene, World } from './world.ts'
import { documentationAddress } from './world.ts'

const SCRIPT_AGENT = 'python-requests/2.32.3'

function login(
  world: World,
  time: number,
  user: string,
  ip: string,
  agent: string,
  failure?: string,
): DemoEvent {
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
  const slips = random.chance(0.12) ? random.int(1, 2) : 0
  const failures = Array.from({ length: slips }, (_, i) =>
    login(world, start + i * 4_000, user.id, user.ip, user.agent, 'wrong_password'),
  )
  return [...failures, login(world, start + slips * 4_000 + 500, user.id, user.ip, user.agent)]
}

/** One address tries one password after another on several accounts, until it is noticed and blocked. */
export const bruteForce: Scene = (world, start) => {
  const { random } = world
  const ip = documentationAddress(random)
  const accounts = ['admin', 'root', 'support', random.pick(world.users).id, random.pick(world.users).id]
  const attempts = random.int(40, 110)
  const events: DemoEvent[] = []
  let at = start
  for (let i = 0; i < attempts; i++) {
    at += Math.round(random.gap(350)) + 40
    const account = random.pick(accounts)
    events.push(
      login(
        world,
        at,
        account,
        ip,
        SCRIPT_AGENT,
        account.startsWith('user_') ? 'wrong_password' : 'unknown_user',
      ),
    )
  }
  const about = {
    stream: 'security',
    service: 'auth',
    environment: 'production',
    category: 'security',
    ip,
  } as const
  events.push(
    {
      ...about,
      time: at + 20,
      level: 'SECURITY',
      name: 'threat.brute_force',
      message: `Brute force from ${ip}: ${attempts} failed logins in ${Math.round((at - start) / 1_000)} s`,
      attributes: {
        attempts,
        window_s: Math.round((at - start) / 1_000),
        accounts: [...new Set(accounts)],
        severity: 'High',
      },
    },
    {
      ...about,
      time: at + 25,
      level: 'SECURITY',
      name: 'ip.block',
      message: `${ip} blocked for 24 h`,
      attributes: { rule: 'auth/brute-force', hours: 24 },
    },
  )
  return events
}

/** An administrator changes something that auditors ask about later. */
export const adminChange: Scene = (world, start) => {
  const { random } = world
  const admin = random.pick(world.users.slice(0, 5))
  const subject = random.pick(world.users)
  const change = random.pick([
    {
      name: 'role.grant',
      entity: 'user',
      id: subject.id,
      message: `Role auditor granted to ${subject.id}`,
      details: { role: 'auditor' },
    },
    {
      name: 'policy.update',
      entity: 'policy',
      id: 'assistant-default',
      message: 'Policy assistant-default changed: threshold 0.75 to 0.7',
      details: { field: 'threshold', before: 0.75, after: 0.7 },
    },
    {
      name: 'key.rotate',
      entity: 'api_key',
      id: `key_${random.hex(6)}`,
      message: 'API key of the mobile app rotated',
      details: { app: 'mobile' },
    },
  ])
  return [
    {
      ...world.request(admin).fields,
      time: start,
      stream: 'activity',
      level: 'AUDIT',
      service: 'web',
      category: 'security',
      name: change.name,
      entity_type: change.entity,
      entity_id: change.id,
      user_agent: admin.agent,
      message: change.message,
      attributes: { action: 'UPDATE', ...change.details },
    },
  ]
}
