import assert from 'node:assert/strict'
import type { Say } from './index.ts'

/** Which fields exist, and their most frequent values. */
export function describeFields(say: Say): void {
  say(
    'fields are those that events have: the envelope in its order, then paths by code point',
    async room => {
      await room.load(
        { message: 'm', attributes: { z: 1, a: { b: 2, c: null, d: {} }, é: 1, '😀': 1, '\uffee': 1 } },
        { service: 's' },
      )
      const fields = await room.fields()
      assert.deepEqual(
        fields.map(field => field.name),
        [
          ...[
            'id',
            'seq',
            'tenant',
            'stream',
            'time',
            'received',
            'level',
            'severity_number',
            'service',
            'message',
          ],
          ...['a.b', 'z', 'é', '\uffee', '😀'].map(path => `attributes.${path}`),
        ],
      )
    },
  )

  say('a field counts the events that have it', async room => {
    await room.load({ attributes: { v: 1 } }, { attributes: { v: null } }, { attributes: { v: '' } }, {})
    const fields = await room.fields('', { names: ['attributes.v', 'level', 'service'] })
    assert.deepEqual(
      fields.map(({ name, count }) => [name, count]),
      [
        ['level', 4],
        ['attributes.v', 2],
      ],
    )
  })

  say(
    'the type of an envelope field is its declared one, of a path it follows from its values',
    async room => {
      await room.load(
        {
          user_id: '7',
          line: 3,
          attributes: { n: 1, t: 'x', b: true, m: 1, mb: 1, mt: 'x', a: [1], bt: 'false' },
        },
        { attributes: { n: '2.5', t: 'y', b: 'false', m: 'x', mb: true, mt: false, a: ['x'], bt: 'no' } },
      )
      const types = Object.fromEntries((await room.fields()).map(({ name, type }) => [name, type]))
      assert.deepEqual(types, {
        id: 'string',
        seq: 'number',
        tenant: 'string',
        stream: 'string',
        time: 'time',
        received: 'time',
        level: 'string',
        severity_number: 'number',
        line: 'number',
        user_id: 'string',
        'attributes.a': 'string',
        'attributes.b': 'boolean',
        'attributes.bt': 'mixed',
        'attributes.m': 'mixed',
        'attributes.mb': 'mixed',
        'attributes.mt': 'mixed',
        'attributes.n': 'number',
        'attributes.t': 'string',
      })
    },
  )

  say('top values are text forms, most first, then by code point', async room => {
    await room.load(
      ...['b', 'a', 'b', 1, '1', true, [1], '😀', '\uffee', 'b'].map(v => ({
        service: 'api',
        attributes: { v },
      })),
    )
    const [service, v] = await room.fields('', { names: ['attributes.v', 'service'], top: 4 })
    assert.deepEqual(service!.top, [{ value: 'api', count: 10 }])
    assert.deepEqual(v!.top, [
      { value: 'b', count: 3 },
      { value: '1', count: 2 },
      { value: '[1]', count: 1 },
      { value: 'a', count: 1 },
    ])
  })

  say('several fields are told at once, each by its own values, however often one is named', async room => {
    await room.load(
      { level: 'ERROR', service: 'INFO', name: 'x' },
      { level: 'INFO', service: 'api' },
      { level: 'INFO', service: 'api', name: 'x', attributes: { v: 1 } },
      { level: 'INFO' },
    )
    const names = ['name', 'level', 'attributes.v', 'service', 'level', 'environment']
    const fields = await room.fields('', { names, top: 1 })
    assert.deepEqual(
      fields.map(({ name, type, count, top }) => [name, type, count, top]),
      [
        ['level', 'string', 4, [{ value: 'INFO', count: 3 }]],
        ['service', 'string', 3, [{ value: 'api', count: 2 }]],
        ['name', 'string', 2, [{ value: 'x', count: 2 }]],
        ['attributes.v', 'number', 1, [{ value: '1', count: 1 }]],
      ],
    )
    const filtered = await room.fields('service:api', { names: ['level', 'name'] })
    assert.deepEqual(
      filtered.map(({ name, count }) => [name, count]),
      [
        ['level', 2],
        ['name', 1],
      ],
    )
  })

  say('fields whose values hardly repeat have no top values', async room => {
    await room.messages('a', 'b')
    const fields = await room.fields('', { names: ['id', 'seq', 'time', 'received', 'level'] })
    assert.deepEqual(
      fields.map(({ name, count, top }) => [name, count, top.length]),
      [
        ['id', 2, 0],
        ['seq', 2, 0],
        ['time', 2, 0],
        ['received', 2, 0],
        ['level', 2, 1],
      ],
    )
  })

  say('fields are those of the events that a filter lets through', async room => {
    await room.load({ message: 'x', attributes: { a: 1 } }, { message: 'y', attributes: { b: 1 } })
    const fields = await room.fields('x', { names: ['attributes.a', 'attributes.b', 'message'] })
    assert.deepEqual(
      fields.map(({ name, top }) => [name, top]),
      [
        ['message', [{ value: 'x', count: 1 }]],
        ['attributes.a', [{ value: '1', count: 1 }]],
      ],
    )
  })

  say('fields with odd names are listed as they are', async room => {
    const attributes = JSON.parse(
      `{"my key":1,"it's":1,"a\\"b":1,"":1,"__proto__":1,"a.b":1,"service":1}`,
    ) as { [key: string]: number }
    await room.load({ attributes })
    const names = (await room.fields())
      .map(field => field.name)
      .filter(name => name.startsWith('attributes.'))
    assert.deepEqual(
      names,
      ['', '__proto__', 'a"b', 'a.b', "it's", 'my key', 'service'].map(path => `attributes.${path}`),
    )
    const asked = await room.fields('', { names: [`attributes.it's`, 'attributes.', 'service'] })
    assert.deepEqual(
      asked.map(field => field.name),
      ['attributes.', `attributes.it's`],
    )
  })

  say('a path that stands twice in an event counts once', async room => {
    await room.load({ attributes: { 'a.b': 2, a: { b: 1 } } })
    const [field] = await room.fields('', { names: ['attributes.a.b'] })
    assert.deepEqual([field!.count, field!.top], [1, [{ value: '1', count: 1 }]])
  })
}
