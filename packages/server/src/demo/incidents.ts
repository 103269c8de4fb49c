import { login, SCRIPT_AGENT } from './access.ts'
import { turnOf } from './chat.ts'
import { databaseError, databaseTrouble } from './shop.ts'
import type { DemoEvent, Scene, World } from './world.ts'
import { documentationAddress } from './world.ts'

/** Something that happens once, at a moment in epoch milliseconds. */
export type Incident = { readonly at: number; readonly scene: Scene }

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** What somebody who looks at the past before `to` is to find. `size` (0 to 1) makes each smaller where there are few events in all. */
export function incidents(to: number, size: number): Incident[] {
  const ago = (hours: number, scene: Scene): Incident => ({ at: to - hours * HOUR_MS, scene })
  return [
    ago(9 * 24, bruteForce(Math.ceil(50 * size), false)),
    ago(4 * 24 + 3, promptCampaign(Math.ceil(25 * size))),
    ago(50, badRelease(Math.ceil(60 * size))),
    ago(20, promptCampaign(Math.ceil(40 * size))),
    ago(6.5, bruteForce(Math.ceil(160 * size), true)),
    ago(2.75, badRelease(Math.ceil(140 * size))),
    // The last hour, which is what a page shows first, has some of each as well.
    ago(0.8, promptCampaign(Math.ceil(10 * size))),
    ago(0.4, databaseTrouble),
  ].sort((a, b) => a.at - b.at)
}

/** Three addresses try passwords on a few accounts. Where one gets in, it takes what it finds before somebody notices. */
function bruteForce(attempts: number, succeeds: boolean): Scene {
  return (world, start) => {
    const { random } = world
    const addresses = [1, 2, 3].map(() => documentationAddress(random))
    const accounts = ['admin', 'root', 'support', random.pick(world.users).id]
    const events: DemoEvent[] = []
    let at = start
    for (let i = 0; i < attempts; i++) {
      at += Math.round(random.gap(1_100)) + 60
      const user = random.pick(accounts)
      events.push(
        login(
          world,
          at,
          { user, ip: random.pick(addresses), agent: SCRIPT_AGENT },
          user === 'root' ? 'unknown_user' : 'wrong_password',
        ),
      )
    }
    const [ip] = addresses as [string, string, string]
    if (succeeds) {
      at += 2_400
      events.push(login(world, at, { user: 'support', ip, agent: SCRIPT_AGENT }), ...theft(world, at, ip))
    }
    const seen = at + (succeeds ? 3 * MINUTE_MS : 2_000)
    const security = {
      stream: 'security',
      level: 'SECURITY',
      service: 'auth',
      environment: 'production',
      category: 'security',
      ip,
    } as const
    events.push(
      {
        ...security,
        time: seen,
        severity_number: 17,
        name: 'brute.force',
        message: `Brute force from ${addresses.length} addresses: ${attempts} failed logins in ${Math.round((at - start) / 1_000)} s`,
        attributes: { severity: 'HIGH', attempts, addresses, accounts },
      },
      {
        ...security,
        time: seen + 900,
        severity_number: 13,
        name: 'account.locked',
        user_id: 'support',
        message: 'Account support locked, its sessions ended',
        attributes: { severity: 'MEDIUM', rule: 'auth/brute-force' },
      },
    )
    return events
  }
}

/** What was done with the account. */
function theft(world: World, at: number, ip: string): DemoEvent[] {
  const session = `sess_${world.random.hex(12)}`
  const who = {
    user_id: 'support',
    session_id: session,
    ip,
    user_agent: SCRIPT_AGENT,
    environment: 'production',
    service: 'web',
  } as const
  return [
    {
      ...who,
      time: at + 41_000,
      stream: 'activity',
      level: 'AUDIT',
      category: 'business',
      name: 'UPDATE',
      entity_type: 'user',
      entity_id: 'support',
      message: 'Role of support changed from support to admin',
      attributes: {
        changes: { role: { old: 'support', new: 'admin' }, second_factor: { old: true, new: false } },
      },
    },
    {
      ...who,
      time: at + 75_000,
      stream: 'security',
      level: 'SECURITY',
      severity_number: 21,
      category: 'security',
      name: 'data.export',
      entity_type: 'customer',
      message: 'support exported 4,812 customers',
      attributes: { severity: 'CRITICAL', rows: 4_812, format: 'csv' },
    },
  ]
}

/** Somebody tries in one session, turn by turn, to talk the assistant out of its instructions. */
function promptCampaign(turns: number): Scene {
  return (world, start) => {
    const { random } = world
    const ip = documentationAddress(random)
    const attacker = {
      id: `user_${random.int(1_380, 1_399)}`,
      ip,
      agent: SCRIPT_AGENT,
      plan: 'free',
    } as const
    const session = `sess_${random.hex(12)}`
    const events: DemoEvent[] = []
    let at = start
    for (let i = 0; i < turns; i++) {
      at += random.int(9_000, 45_000)
      const { fields, user } = world.request(attacker)
      const request = { user, fields: { ...fields, session_id: session } }
      // It is tried out first, then meant.
      const risk = Math.min(0.98, 0.2 + (0.9 * i) / turns + random.next() * 0.2)
      events.push(...turnOf(world, at, { request, risk }))
    }
    events.push({
      time: at + 1_500,
      stream: 'security',
      level: 'SECURITY',
      severity_number: 17,
      service: 'assistant',
      environment: 'production',
      category: 'security',
      name: 'prompt.injection',
      session_id: session,
      user_id: attacker.id,
      ip,
      message: `Session of ${attacker.id} ended after repeated prompt attacks`,
      attributes: { severity: 'HIGH', turns },
    })
    return events
  }
}

/** A release goes out, requests fail for some minutes, it comes back. */
function badRelease(errors: number): Scene {
  return (world, start) => {
    const { random } = world
    const version = '3.0.0'
    const previous = world.versions.get('orders')!
    const lasts = 11 * MINUTE_MS
    world.troubled.set('orders', start + lasts)
    const deploy = (time: number, name: string, level: 'INFO' | 'WARNING', message: string): DemoEvent => ({
      time,
      stream: 'log',
      level,
      service: 'orders',
      environment: 'production',
      category: 'deploy',
      module: 'rollout',
      name,
      message,
      attributes: { version, previous },
    })
    return [
      deploy(start, 'deploy.finish', 'INFO', `Deploy of orders ${version} finished in 48 s`),
      // They pile up, and ebb away as the instances are replaced.
      ...Array.from({ length: errors }, () =>
        databaseError(world, start + Math.round(lasts * Math.sqrt(random.next() * random.next()))),
      ).flat(),
      {
        time: start + 4 * MINUTE_MS,
        stream: 'log',
        level: 'CRITICAL',
        service: 'orders',
        environment: 'production',
        category: 'application',
        module: 'health',
        message: 'More than 20 % of requests fail',
        attributes: { version },
      },
      deploy(
        start + lasts,
        'deploy.rollback',
        'WARNING',
        `Deploy of orders ${version} rolled back: error rate above 5 %`,
      ),
    ]
  }
}
