import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { createUser, eventually, ndjson, type User } from './tally.ts'

const POLICY = `name: house
rules:
  - id: no-train
    when: operation == "train"
    effect: deny
    reason: not here
  - id: pii
    when: has(metadata.contains_pii) && metadata.contains_pii != false
    risk: 0.4
    reason: personal data
`
const EXAMPLES = `
- {name: training, model: m, operation: train, expect: {allowed: false, rules: [no-train]}}
- {model: m, operation: chat, metadata: {contains_pii: true}, expect: {allowed: true, risk_score: 0.4}}
- {model: m, operation: chat, metadata: {prompt: x}, expect: {refused: TALLY_CHECK_CONTENT}}
- {model: m, operation: chat}
`

let user: User
beforeEach(() => {
  user = createUser()
})
afterEach(() => user.leave())

const file = (name: string, text: string): string => {
  const path = user.path(name)
  writeFileSync(path, text)
  return path
}

describe('without a record', () => {
  test('a policy is checked, and what is wrong is told by file, line and column', async () => {
    const good = await user.tally('policy', 'check', file('good.yaml', POLICY))
    assert.equal(good.code, 0, good.stderr)
    assert.match(good.stdout, /^house is a policy of 2 rules\.\nhash {2}[0-9a-f]{64}\n/)
    const bad = await user.tally(
      'policy',
      'check',
      file('bad.yaml', POLICY.replace('operation ==', 'operaton ==')),
    )
    assert.equal(bad.code, 3)
    assert.match(
      bad.stderr,
      /bad\.yaml: line 4, column 11: rule no-train: Unknown variable: operaton \(TALLY_POLICY_INVALID\)/,
    )
    const none = await user.tally('policy', 'check', user.path('none.yaml'))
    assert.equal(none.code, 3)
  })

  test('examples are tried, and the exit code says whether all is as expected', async () => {
    const policy = file('policy.yaml', POLICY)
    const right = await user.tally('policy', 'test', policy, '--input', file('examples.yaml', EXAMPLES))
    assert.equal(right.code, 0, right.stdout + right.stderr)
    assert.match(right.stdout, /training +blocked +1 +– +no-train +not here/)
    assert.match(right.stderr, /4 examples; all 3 that expect something get it\./)
    const wrong = await user.tally(
      ...['policy', 'test', policy, '--json', '--input'],
      file('wrong.yaml', EXAMPLES.replace('allowed: false', 'allowed: true')),
    )
    assert.equal(wrong.code, 1)
    assert.deepEqual(
      ndjson(wrong.stdout).map(({ mismatch }) => mismatch),
      ['expected to be allowed', undefined, undefined, undefined],
    )
    const builtIn = await user.tally(
      'policy',
      'test',
      'built-in',
      '--input',
      file('x.yaml', '- {model: m, operation: chat}'),
    )
    assert.match(builtIn.stdout, /no purpose is given/)
    const amiss = await user.tally(
      'policy',
      'test',
      policy,
      '--input',
      file('y.yaml', '- {model: m, nope: 1}'),
    )
    assert.equal(amiss.code, 3)
    assert.match(amiss.stderr, /y\.yaml: line 1, column 3: example 1: "nope" is not known here/)
  })
})

for (const where of ['a directory', 'a server'] as const)
  test(`policies of ${where} are applied, shown, listed and taken out of force, and decisions counted`, async () => {
    const server = await user.serve()
    const checked = async (operation: string) => {
      const response = await fetch(`${server.url}/v1/check`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o', operation, metadata: { contains_pii: true, purpose: 'x' } }),
      })
      assert.equal(response.status, 200, await response.clone().text())
      return (await response.json()) as { allowed: boolean; reason: string }
    }
    await checked('chat')
    await checked('chat')
    const target = where === 'a server' ? [] : ['--data', server.data]
    if (where === 'a directory') await server.stop()
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await user.tally(...args, ...target)
      assert.equal(code, 0, stderr)
      return stdout
    }
    const path = file('policy.yaml', POLICY)
    assert.match(await run('policy', 'list'), /built-in +0 +every key/)
    assert.match(
      await run('policy', 'apply', path),
      /^Version 1 of house is in force for every key\.\nhash {2}/,
    )
    assert.match(await run('policy', 'apply', path), /it was there already/)
    assert.equal(await run('policy', 'show'), POLICY)
    file('policy.yaml', POLICY.replace('0.4', '0.5'))
    const [key] = ndjson(await run('keys', 'list', '--json'))
    assert.match(await run('policy', 'apply', path, '--key-id', String(key!.id)), /^Version 2 of house/)
    assert.equal(await run('policy', 'show', 'house@1'), POLICY)
    assert.deepEqual(
      ndjson(await run('policy', 'list', '--json')).map(({ version, in_force }) => [version, in_force]),
      [
        [2, [key!.id]],
        [1, ['every key']],
      ],
    )
    if (where === 'a server') {
      assert.deepEqual(await checked('train').then(({ reason }) => reason), 'not here')
    }
    assert.match(await run('policy', 'reset', '--key-id', String(key!.id)), /that of the tenant decides/)
    assert.match(await run('policy', 'reset'), /the policy that comes with Tallystick decides/)
    assert.equal(ndjson(await run('policy', 'history', '--json')).length, 5)
    const again = await user.tally('policy', 'reset', ...target)
    assert.equal(again.code, 2)
    assert.match(again.stderr, /TALLY_POLICY_NOT_FOUND/)

    const wanted = where === 'a server' ? 3 : 2
    const listed = await eventually(
      async () => ndjson(await run('decisions', '--json')),
      found => found.length === wanted,
    )
    assert.equal(listed.length, wanted)
    assert.deepEqual(listed[0]!.metadata, { contains_pii: true, purpose: 'x' })
    assert.match(await run('decisions', '--model', 'gpt-4o'), /gpt-4o +chat +allowed +0\.4 +built-in@0/)
    assert.equal(ndjson(await run('decisions', '--blocked', '--json')).length, wanted - 2)
    const stats = await run('decisions', '--stats', '--last', '1d', '--bin', '1d')
    assert.match(stats, new RegExp(`^${wanted} decisions: 2 allowed, ${wanted - 2} blocked`))
    assert.match(stats, /gpt-4o +chat +2 +0 +100\.0 % +0\.4/)
  })
