import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { parseVerifierKey, TallyError, verifyProof } from '@tallystick/core'
import { administrationOf, type Engine, openEngine, openKeeper } from '@tallystick/engine'

/** Undone in reverse at the end of the test: engines close before their folders go. */
const undo = new WeakMap<TestContext, AsyncDisposableStack>()
function onEnd(t: TestContext, action: () => unknown): void {
  let stack = undo.get(t)
  if (stack === undefined) {
    stack = new AsyncDisposableStack()
    undo.set(t, stack)
    t.after(() => undo.get(t)!.disposeAsync())
  }
  stack.defer(async () => void (await action()))
}
function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tally-engine-'))
  onEnd(t, () => rmSync(path, { recursive: true, force: true }))
  return path
}
async function open(t: TestContext, path = folder(t)): Promise<Engine> {
  const engine = await openEngine(path, { store: 'memory' })
  onEnd(t, () => engine.close())
  return engine
}
const messages = (events: readonly { message?: string }[]) => events.map(event => event.message)
const code = (expected: string) => (error: unknown) => error instanceof TallyError && error.code === expected

describe('a keeper', () => {
  test('administers and takes in without a store, and what is opened on it later finds all of that', async t => {
    const path = folder(t)
    const keeper = await openKeeper(path)
    onEnd(t, () => keeper.close())
    await administrationOf(keeper, { name: 'ada' }).createTenant('acme')
    await keeper.ingest('acme', [{ message: 'taken in' }])
    assert.equal(existsSync(join(path, 'index')), false)
    const engine = await keeper.openStore('memory')
    onEnd(t, () => engine.close())
    await keeper.ingest('acme', [{ message: 'later' }])
    await engine.flush()
    const { events } = await engine.search('acme', '', { order: 'asc' })
    assert.deepEqual(messages(events), ['ada created tenant acme', 'taken in', 'later'])
  })

  test('is there while the store is broken', async t => {
    const path = folder(t)
    mkdirSync(join(path, 'index'))
    writeFileSync(join(path, 'index', 'sqlite'), 'no folder')
    await assert.rejects(openEngine(path, { store: 'sqlite' }))
    const keeper = await openKeeper(path)
    onEnd(t, () => keeper.close())
    await assert.rejects(keeper.openStore('sqlite'))
    assert.equal((await keeper.ingest('default', [{ message: 'a' }])).accepted, 1)
  })
})

describe('an engine', () => {
  test('takes the good events of a batch in and names the bad ones', async t => {
    const engine = await open(t)
    const result = await engine.ingest('default', [
      { message: 'a' },
      5,
      { message: 'b', time: 'never' },
      { message: 'c' },
    ])
    assert.equal(result.accepted, 2)
    assert.equal(result.firstSeq, 0)
    assert.deepEqual(
      result.errors.map(({ index, error }) => [index, error.code]),
      [
        [1, 'TALLY_EVENT_NOT_OBJECT'],
        [2, 'TALLY_EVENT_TIME_INVALID'],
      ],
    )
    await engine.flush()
    assert.deepEqual(messages((await engine.search('default', '', { order: 'asc' })).events), ['a', 'c'])
  })

  test('pages through rows of one timestamp without skipping or repeating, while new rows arrive', async t => {
    const engine = await open(t)
    const time = '2026-01-31T12:00:00.000Z'
    await engine.ingest(
      'default',
      Array.from({ length: 250 }, (_, i) => ({ message: `m${i}`, time })),
    )
    await engine.flush()
    for (const order of ['asc', 'desc'] as const) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await engine.search('default', 'm*', {
          limit: 60,
          order,
          ...(cursor === undefined ? {} : { cursor }),
        })
        seen.push(...page.events.map(event => event.message!))
        cursor = page.cursor
        await engine.ingest('default', [
          { message: 'late', time: order === 'desc' ? '2026-02-01T00:00:00Z' : '2026-01-01T00:00:00Z' },
        ])
        await engine.flush()
      } while (cursor !== undefined)
      const expected = Array.from({ length: 250 }, (_, i) => `m${i}`)
      assert.deepEqual(seen, order === 'asc' ? expected : expected.reverse())
    }
  })

  test('pages through the rows that a limit in the query leaves, and no further', async t => {
    const engine = await open(t)
    await engine.ingest(
      'default',
      Array.from({ length: 50 }, (_, i) => ({ message: `m${i}` })),
    )
    await engine.flush()
    const sizes: number[] = []
    let cursor: string | undefined
    do {
      const page = await engine.search('default', '| limit 25', {
        limit: 10,
        ...(cursor === undefined ? {} : { cursor }),
      })
      sizes.push(page.events.length)
      cursor = page.cursor
    } while (cursor !== undefined)
    assert.deepEqual(sizes, [10, 10, 5])
    assert.equal((await engine.search('default', '| limit 25')).events.length, 25)
  })

  test('refuses what it cannot answer with a code', async t => {
    const engine = await open(t)
    await assert.rejects(engine.search('default', '', { cursor: 'nonsense' }), code('TALLY_QUERY_CURSOR'))
    await assert.rejects(engine.search('default', '| count()'), code('TALLY_QUERY_PIPE'))
    await assert.rejects(engine.aggregate('default', 'level:ERROR'), code('TALLY_QUERY_PIPE'))
    await assert.rejects(engine.search('default', '"open'), code('TALLY_QUERY_SYNTAX'))
    await assert.rejects(engine.search('default', '', { limit: 0 }), code('TALLY_REQUEST_INVALID'))
    await assert.rejects(
      engine.search('default', '', { from: '2026-02-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' }),
      code('TALLY_QUERY_RANGE'),
    )
    await assert.rejects(
      engine.get('default', '01a1fbd0-5da9-7b5a-80cb-65c6c6b0390e'),
      code('TALLY_EVENT_NOT_FOUND'),
    )
  })

  test('shows one tenant nothing of another', async t => {
    const engine = await open(t)
    const { ids } = await engine.ingest('acme', [{ message: 'secret' }])
    await engine.ingest('other', [{ message: 'own' }])
    await engine.flush()
    assert.deepEqual(messages((await engine.search('other', '')).events), ['own'])
    for (const ask of [
      engine.get('other', ids[0]!),
      engine.prove('other', ids[0]!),
      engine.context('other', ids[0]!),
    ])
      await assert.rejects(ask, code('TALLY_EVENT_NOT_FOUND'))
  })

  test('proves an event to someone who has nothing but the pinned key', async t => {
    const engine = await open(t)
    const { ids } = await engine.ingest(
      'default',
      Array.from({ length: 300 }, (_, i) => ({ message: `m${i}` })),
    )
    await engine.flush()
    const document = await engine.prove('default', ids[123]!)
    assert.equal(verifyProof(document, parseVerifierKey(engine.verifierKey)).verdict, 'VERIFIED')
    const forged = { ...document, line: document.line.replace('m123', 'm124') }
    assert.notEqual(verifyProof(forged, parseVerifierKey(engine.verifierKey)).verdict, 'VERIFIED')
  })

  test('gives the events around one, the context', async t => {
    const engine = await open(t)
    const { ids } = await engine.ingest(
      'default',
      Array.from({ length: 9 }, (_, i) => ({ message: `m${i}`, service: i % 2 ? 'odd' : 'even' })),
    )
    await engine.flush()
    const { before, event, after } = await engine.context('default', ids[4]!, {
      before: 2,
      after: 2,
      query: 'service:even',
    })
    assert.deepEqual([messages(before), event.message, messages(after)], [['m0', 'm2'], 'm4', ['m6', 'm8']])
  })

  test('takes each event of a numbering writer once, across restarts, and names gaps', async t => {
    const path = folder(t)
    const first = await openEngine(path, { store: 'memory' })
    const values = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ message: `w${from + i}` }))
    assert.deepEqual(
      pick(await first.ingest('default', values(0, 5), { writer: { writer: 'w', sequence: 0 } })),
      [5, 0, undefined],
    )
    assert.deepEqual(
      pick(await first.ingest('default', values(3, 4), { writer: { writer: 'w', sequence: 3 } })),
      [2, 2, undefined],
    )
    const [, repeated] = await Promise.all([
      first.ingest('default', values(7, 3), { writer: { writer: 'w', sequence: 7 } }),
      first.ingest('default', values(7, 3), { writer: { writer: 'w', sequence: 7 } }),
    ])
    assert.deepEqual(pick(repeated), [0, 3, undefined])
    await first.close()
    const second = await open(t, path)
    assert.equal(second.writerSequence('default', 'w'), 9)
    assert.deepEqual(
      pick(await second.ingest('default', values(0, 10), { writer: { writer: 'w', sequence: 0 } })),
      [0, 10, undefined],
    )
    assert.deepEqual(
      pick(await second.ingest('default', values(12, 1), { writer: { writer: 'w', sequence: 12 } })),
      [1, 0, { from: 10, to: 12 }],
    )
    await second.flush()
    assert.deepEqual(messages((await second.search('default', '', { order: 'asc' })).events), [
      'w0',
      'w1',
      'w2',
      'w3',
      'w4',
      'w5',
      'w6',
      'w7',
      'w8',
      'w9',
      'w12',
    ])
  })

  test('rebuilds its index from the journal', async t => {
    const engine = await open(t)
    await engine.ingest(
      'default',
      Array.from({ length: 1000 }, (_, i) => ({ message: `m${i}` })),
    )
    await engine.flush()
    const progress: number[] = []
    await engine.reindex({ onProgress: ({ done }) => progress.push(done) })
    assert.equal(progress.at(-1), 1000)
    assert.deepEqual((await engine.aggregate('default', '| count()')).rows, [[1000]])
  })

  test('is refused a directory that another one holds', async t => {
    const path = folder(t)
    await open(t, path)
    await assert.rejects(openEngine(path, { store: 'memory' }), code('TALLY_JOURNAL_LOCKED'))
  })

  test('seals everything it acknowledged before it closes', async t => {
    const path = folder(t)
    const engine = await openEngine(path, { store: 'memory' })
    const results = Promise.all(
      Array.from({ length: 20 }, (_, i) => engine.ingest('default', [{ message: `m${i}` }])),
    )
    await results
    await engine.close()
    const again = await open(t, path)
    const [tenant] = (await again.stats()).tenants
    assert.deepEqual([tenant?.events, tenant?.sealed], [20, 20])
  })
})

function pick({ accepted, duplicates, gap }: Awaited<ReturnType<Engine['ingest']>>) {
  return [accepted, duplicates, gap]
}
