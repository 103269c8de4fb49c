import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { administrationOf } from '../../src/access/index.ts'
import { CONTROL_FILE, openControlDatabase, openControlStore } from '../../src/control/index.ts'
import type { Engine } from '../../src/engine.ts'
import { decisionOf, decisionQuery, decisionStats } from '../../src/governance/index.ts'
import { openEngine } from '../../src/open.ts'
import { systemClock } from '../../src/ports/clock.ts'
import type { ApiKey } from '../../src/ports/control-store.ts'

const deny = (name: string, reason = `by ${name}`) =>
  `name: ${name}\nrules:\n  - {id: no, when: "true", effect: deny, reason: ${reason}}\n`
const allow = (name: string) =>
  `name: ${name}\nrules:\n  - {id: yes, when: "true", risk: 0.1, reason: fine}\n`
const BODY = { model: 'gpt-4o', operation: 'chat', metadata: { purpose: 'support', tags: ['a'] } }

let directory: string
let engine: Engine
let key: ApiKey
let special: ApiKey
before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tally-governance-'))
  engine = await openEngine(directory, { store: 'memory' })
  for (const tenant of ['acme', 'other']) await engine.control.createTenant(tenant)
  const make = async (tenant: string) =>
    (await engine.control.createKey({ tenant, name: 'test', scopes: ['ingest'] })).key
  key = await make('acme')
  special = await make('acme')
})
after(async () => {
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})
const admin = () => administrationOf(engine, { name: 'ada' })
const reasonOf = async (by: ApiKey) => (await engine.governance.check(by, BODY)).verdict.reason

describe('a check', () => {
  test('is decided by the policy that comes with Tallystick until one is applied, and recorded with it', async () => {
    const decision = await engine.governance.check(key, BODY, 'request-1')
    assert.deepEqual([decision.policy.name, decision.policy.version], ['built-in', 0])
    await engine.flush()
    const event = await engine.get('acme', decision.id)
    assert.deepEqual(
      [event.stream, event.name, event.level, event.request_id, event.user_id, event.entity_id],
      ['decision', 'decision.allowed', 'INFO', 'request-1', `key:${key.id}`, 'gpt-4o'],
    )
    assert.equal(typeof event.nonce, 'string')
    assert.deepEqual(decisionOf(event), {
      id: decision.id,
      created_at: event.time,
      customer_id: 'acme',
      api_key_id: key.id,
      model: 'gpt-4o',
      operation: 'chat',
      metadata: BODY.metadata,
      risk_score: 0.05,
      allowed: true,
      reason: 'nothing speaks against it',
      policy: decision.policy,
      rules: [],
    })
  })

  test('that is refused records nothing', async () => {
    await engine.flush()
    const count = async () => (await engine.aggregate('acme', 'stream:decision | count()')).rows[0]![0]
    const before = await count()
    await assert.rejects(engine.governance.check(key, { ...BODY, metadata: { prompt: 'x' } }), {
      code: 'TALLY_CHECK_CONTENT',
    })
    await assert.rejects(engine.governance.check(key, null), { code: 'TALLY_REQUEST_INVALID' })
    await engine.flush()
    assert.equal(await count(), before)
  })
})

describe('policies', () => {
  test('decide from the next check on: that of the key before that of the tenant', async () => {
    assert.equal((await admin().applyPolicy({ tenant: 'acme', source: deny('house') })).policy.version, 1)
    assert.equal(await reasonOf(key), 'by house')
    assert.equal(await reasonOf(special), 'by house')
    await admin().applyPolicy({ tenant: 'acme', source: deny('vip'), key: special.id })
    assert.deepEqual([await reasonOf(key), await reasonOf(special)], ['by house', 'by vip'])
    assert.deepEqual(
      (await engine.control.keyPolicies('acme')).map(({ key: id, policy }) => [id, policy.name]),
      [[special.id, 'vip']],
    )
    await admin().resetPolicy({ tenant: 'acme', key: special.id })
    assert.equal(await reasonOf(special), 'by house')
    await admin().resetPolicy({ tenant: 'acme' })
    assert.equal((await engine.governance.inForce('acme', key.id)).name, 'built-in')
    await assert.rejects(admin().resetPolicy({ tenant: 'acme' }), { code: 'TALLY_POLICY_NOT_FOUND' })
    assert.equal((await engine.governance.inForce('other')).name, 'built-in')
  })

  test('get a new version when they mean something else, and are again what they were when they do not', async () => {
    const apply = async (source: string) => {
      const { policy, added } = await admin().applyPolicy({ tenant: 'acme', source })
      return [policy.version, added]
    }
    assert.deepEqual(await apply(allow('steps')), [1, true])
    assert.deepEqual(await apply(`# a comment\n${allow('steps')}`), [1, false])
    assert.deepEqual(await apply(deny('steps')), [2, true])
    assert.equal(await reasonOf(key), 'by steps')
    assert.deepEqual(await apply(allow('steps')), [1, false])
    assert.equal((await engine.governance.check(key, BODY)).policy.version, 1)
    const history = await engine.control.policyActivations('acme', 3)
    assert.deepEqual(
      history.map(({ policy, activatedBy }) => [policy?.version, activatedBy]),
      [
        [1, 'ada'],
        [2, 'ada'],
        [1, 'ada'],
      ],
    )
    assert.equal((await engine.governance.source('acme', 'steps', 2)).source, deny('steps'))
    assert.equal((await engine.governance.source('acme', 'steps')).version, 2)
    await assert.rejects(engine.governance.source('acme', 'steps', 3), { code: 'TALLY_POLICY_NOT_FOUND' })
    await assert.rejects(engine.governance.source('other', 'steps'), { code: 'TALLY_POLICY_NOT_FOUND' })
  })

  test('are refused under the name of the one that comes with Tallystick, for keys of others, and when invalid', async () => {
    const apply = (tenant: string, source: string, id?: string) =>
      admin().applyPolicy({ tenant, source, ...(id === undefined ? {} : { key: id }) })
    await assert.rejects(apply('acme', allow('built-in')), { code: 'TALLY_POLICY_INVALID' })
    await assert.rejects(apply('other', allow('mine'), key.id), { code: 'TALLY_KEY_NOT_FOUND' })
    await assert.rejects(apply('nobody', allow('mine')), { code: 'TALLY_TENANT_NOT_FOUND' })
    await assert.rejects(apply('other', 'name: x'), { code: 'TALLY_POLICY_INVALID' })
    assert.deepEqual(await engine.control.policyVersions('other'), [])
  })

  test('leave who applied what, and to whom, in the audit trail', async () => {
    await admin().applyPolicy({ tenant: 'other', source: allow('audited') })
    await admin().resetPolicy({ tenant: 'other' })
    await engine.flush()
    const { events } = await engine.search('other', 'stream:audit entity_type:policy', { order: 'asc' })
    assert.deepEqual(
      events.map(({ name, user_id, entity_id, attributes }) => [
        name,
        user_id,
        entity_id,
        attributes?.version,
      ]),
      [
        ['policy.apply', 'ada', 'audited', 1],
        ['policy.reset', 'ada', 'audited', 1],
      ],
    )
    assert.match(String(events[0]!.attributes?.hash), /^[0-9a-f]{64}$/)
  })

  test('are seen at once by other processes, and neither they nor what applied when can be changed', async () => {
    const { control } = engine
    const elsewhere = await openControlStore(directory, { clock: systemClock })
    try {
      assert.deepEqual(await elsewhere.activePolicy('acme'), await control.activePolicy('acme'))
      await elsewhere.resetPolicy({ tenant: 'acme', by: 'somebody' })
      assert.equal((await engine.governance.inForce('acme')).name, 'built-in')
    } finally {
      await elsewhere.close()
    }
    const db = openControlDatabase(directory)
    try {
      assert.throws(() => db.exec(`UPDATE policy_version SET source = ''`), /never changes/, CONTROL_FILE)
      assert.throws(() => db.exec(`UPDATE policy_activation SET version = 2`), /never changes/)
    } finally {
      db.close()
    }
  })
})

test('average risk by model and operation, and the ratio of allowed ones over time, are counted from the record', async () => {
  const own = (await engine.control.createKey({ tenant: 'other', name: 'stats', scopes: ['ingest'] })).key
  const source =
    'name: stats\ndeny_at: 0.5\nrules:\n  - {id: r, when: "true", risk: metadata.risk, reason: asked}\n'
  await engine.governance.apply({ tenant: 'other', source, by: 'test' })
  for (const [model, operation, risk] of [
    ['a', 'chat', 0.2],
    ['a', 'chat', 0.4],
    ['a', 'chat', 0.9],
    ['b', 'train', 0.1],
  ] as const)
    await engine.governance.check(own, { model, operation, metadata: { risk } })
  await engine.flush()
  const stats = await decisionStats(
    (query, range) => engine.aggregate('other', query, range),
    { key: own.id },
    {},
    '1h',
  )
  const { by_model_operation, over_time, ...all } = stats
  assert.deepEqual(all, {
    total: 4,
    allowed: 3,
    blocked: 1,
    allowed_ratio: 0.75,
    average_risk: 0.4,
    truncated: false,
  })
  assert.deepEqual(by_model_operation, [
    {
      model: 'a',
      operation: 'chat',
      total: 3,
      allowed: 2,
      blocked: 1,
      allowed_ratio: 0.6667,
      average_risk: 0.5,
    },
    { model: 'b', operation: 'train', total: 1, allowed: 1, blocked: 0, allowed_ratio: 1, average_risk: 0.1 },
  ])
  assert.equal(
    over_time.reduce((sum, { total }) => sum + total, 0),
    4,
  )
  const blocked = await engine.search('other', decisionQuery({ allowed: false }))
  assert.deepEqual(
    blocked.events.map(({ attributes }) => attributes?.risk_score),
    [0.9],
  )
  assert.equal(decisionQuery({}), 'stream:decision')
})
