import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { canonicalize, type JsonObject, parseQuery } from '@tallystick/core'
import fc from 'fast-check'
import { type ClickHouseStore, openClickHouseStore } from '../../src/store/clickhouse/index.ts'
import { shapeLines } from '../../src/store/clickhouse/lines.ts'
import { fromTreePath, treePath } from '../../src/store/clickhouse/tree-path.ts'
import { Room } from './contract/room.ts'

const linesOf = (...records: JsonObject[]) =>
  Buffer.from(records.map(record => `${canonicalize(record)}\n`).join(''))
const shaped = async (lines: Buffer, all?: boolean) => Buffer.concat(await shapeLines(lines, all)).toString()

describe('journal lines for ClickHouse', () => {
  test('ordinary lines pass untouched, in one piece', async () => {
    const lines = linesOf({ message: '[x] `y` \0', seq: 1 }, { attributes: { a: 1, b: { c: 'd' } }, seq: 2 })
    const pieces = await shapeLines(lines)
    assert.equal(pieces.length, 1)
    assert.equal(pieces[0]!.toString(), lines.toString())
  })

  test('tombstones are left out wherever they stand, and nothing else is', async () => {
    const line: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject[]>(
      { erased: { leaf: 'x' }, seq: 1 },
      { message: 'a', seq: 2 },
      { attributes: { erased: { leaf: 'x' } }, seq: 3 },
      { message: '{"erased":{', seq: 4 },
      { message: '\n{"erased":', seq: 5 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async records => {
        assert.equal(
          await shaped(linesOf(...records)),
          linesOf(...records.filter(record => record.erased === undefined)).toString(),
        )
      }),
    )
  })

  test('a line with an array gets its attributes flat beside the true ones', async () => {
    const before = linesOf({ attributes: { a: 1 }, seq: 1 })
    const lines = linesOf(
      { attributes: { a: 1 }, seq: 1 },
      { attributes: { t: ['x', 1], u: { v: [] }, w: null }, seq: 2 },
    )
    assert.equal(
      await shaped(lines),
      `${before}{"attributes":{"t":["x",1],"u":{"v":[]},"w":null},"seq":2,"attributes_flat":{"t":"[\\"x\\",1]","u.v":"[]"}}\n`,
    )
  })

  test('no two paths become one in the tree, and each comes back', () => {
    const path = fc
      .array(fc.constantFrom('`', '\0', 'g', 'z', '.'), { maxLength: 7 })
      .map(parts => parts.join(''))
    fc.assert(
      fc.property(path, text => {
        assert.equal(fromTreePath(treePath(text)), text)
        assert.doesNotMatch(treePath(text), /`/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what the JSON of the engine cannot hold', () => {
  let store: ClickHouseStore
  before(async () => {
    store = await openClickHouseStore(await mkdtemp(join(tmpdir(), 'tally-chdb-lines-')))
  })
  after(() => store.close())

  test('integers of 2^64 and more are kept, found and compared', async () => {
    const room = new Room(store, 'big')
    const big = 2 ** 70
    const events = await room.load(
      { name: 'big', attributes: { v: big } },
      { name: 'negative', attributes: { v: -big } },
      { name: 'small', attributes: { v: 7 } },
    )
    assert.deepEqual(await room.search(''), events)
    await room.picks(`v:${big}`, 'big')
    await room.picks('v>7', 'big')
    await room.picks('v<0', 'negative')
    await room.picks('v>=-1e30', 'big', 'negative', 'small')
  })

  test('an event that needs another rendering at the end of a large block doubles none of those before', async () => {
    const room = new Room(store, 'late')
    const count = 70_000
    const parts = Array.from({ length: count }, (_, i) => ({
      attributes: { v: i < count - 1 ? i : 2 ** 70 },
    }))
    await room.load(...parts)
    await room.rows('| count(), uniq(seq)', [[count, count]])
    await room.rows(`v:${2 ** 70} | count()`, [[1]])
  })

  test('fields of many events are estimated, and exact when they are named', async () => {
    const room = new Room(store, 'many')
    const count = 70_000
    await room.load(
      ...Array.from({ length: count }, (_, i) => ({
        attributes: { third: i % 3, ...(i < 9 ? { few: i } : {}) },
      })),
    )
    const countOf = async (name: string, names?: readonly string[]) => {
      const request = { filter: { kind: 'all' }, range: {}, top: 3, ...(names && { names }) } as const
      const fields = await store.fields({ tenant: 'many', ...request })
      return fields.find(field => field.name === name)
    }
    const estimated = (await countOf('attributes.third'))!
    assert.ok(estimated.count !== count && Math.abs(estimated.count / count - 1) < 0.1, `${estimated.count}`)
    for (const { count: times } of estimated.top)
      assert.ok(Math.abs((times * 3) / count - 1) < 0.1, `${times}`)
    assert.equal((await countOf('attributes.third', ['attributes.third']))!.count, count)
    assert.equal((await countOf('attributes.few', ['attributes.few']))!.count, 9)
  })

  test('keys that look like its special names are ordinary keys', async () => {
    const room = new Room(store, 'odd')
    const keys = [
      '^`x`',
      'a.:`Int64`',
      ':`String`',
      '`',
      'a`b',
      '^',
      '^\0`x`',
      '\0',
      '\0g',
      'x:`y',
      'attrs',
      'object_structure',
      'a%2Eb',
      'a[]',
      '$',
      '{p0:String}',
    ]
    const parts = keys.map(key => ({ name: key, attributes: { [key]: 1, a: { [key]: 'in a' } } }))
    const events = await room.load(...parts)
    assert.deepEqual(await room.search(''), events)
    for (const key of keys) {
      for (const [path, value] of [
        [key, '1'],
        [`a.${key}`, 'in a'],
      ] as const) {
        const found = await store.search({
          tenant: 'odd',
          filter: { kind: 'equals', field: { kind: 'attribute', path }, value },
          range: {},
          order: 'asc',
          limit: 100,
        })
        assert.deepEqual(
          found.map(event => event.name),
          [key],
          path,
        )
      }
    }
    const names = (await room.fields()).map(field => field.name)
    for (const key of keys) assert.ok(names.includes(`attributes.${key}`), key)
  })

  test('of thousands of paths each is found, whether it has files of its own or not', async () => {
    const room = new Room(store, 'wide')
    const types = [
      (i: number) => i,
      (i: number) => `v${i}`,
      (i: number) => i + 0.5,
      () => true,
      (i: number) => [i],
    ]
    for (let from = 0; from < 3_000; from += 500) {
      await room.load(
        ...Array.from({ length: 500 }, (_, i) => {
          const n = from + i
          return {
            name: `e${n}`,
            attributes: { [`path${n}`]: types[n % types.length]!(n), shared: n % 7 === 0 ? `t${n}` : n },
          }
        }),
      )
    }
    for (const n of [0, 1, 2, 3, 4, 499, 1_500, 2_996, 2_997, 2_998, 2_999])
      await room.picks(`path${n}:*`, `e${n}`)
    await room.picks('path2996:v2996', 'e2996')
    await room.picks('path2997>=2997.5', 'e2997')
    await room.picks('path1500:1500 shared>=1500', 'e1500')
    await room.rows('| count(), uniq(shared)', [[3_000, 3_000]])
    await room.rows('shared:t* | count()', [[429]])
    const { filter } = parseQuery('')
    const fields = await store.fields({
      tenant: 'wide',
      filter,
      range: {},
      top: 1,
      names: ['attributes.path1', 'attributes.shared'],
    })
    assert.deepEqual(
      fields.map(({ name, type, count }) => [name, type, count]),
      [
        ['attributes.path1', 'string', 1],
        ['attributes.shared', 'mixed', 3_000],
      ],
    )
  })
})
