import assert from 'node:assert/strict'
import type { Say } from './index.ts'

const SECOND = '2026-01-31T12:00:00'

/** Nanoseconds, ranges and the order of time. */
export function describeTimes(say: Say): void {
  const fractions = [
    '.000Z',
    '.000000001Z',
    '.000001Z',
    '.001Z',
    '.001000001Z',
    '.001001Z',
    '.123456789Z',
    '.999999999Z',
  ]
  const load = fractions.map(fraction => ({ name: fraction, time: SECOND + fraction }))

  say('events are ordered by time to the nanosecond', async room => {
    await room.load(...load.toReversed())
    await room.picks('', ...fractions)
    const newest = await room.search('', { order: 'desc' })
    assert.deepEqual(
      newest.map(event => event.name),
      fractions.toReversed(),
    )
  })

  say('a time keeps its digits', async room => {
    await room.load(...load)
    const found = await room.search('')
    assert.deepEqual(
      found.map(event => event.time),
      load.map(event => event.time),
    )
  })

  say('a range takes its beginning in and leaves its end out', async room => {
    await room.load(...load)
    const names = async (range: { from?: string; to?: string }) =>
      (await room.search('', { range })).map(event => event.name)
    assert.deepEqual(await names({ from: `${SECOND}.001Z`, to: `${SECOND}.001001Z` }), [
      '.001Z',
      '.001000001Z',
    ])
    assert.deepEqual(await names({ from: `${SECOND}.001000001Z` }), fractions.slice(4))
    assert.deepEqual(await names({ to: `${SECOND}.000001Z` }), fractions.slice(0, 2))
    assert.deepEqual(await names({ from: `${SECOND}.001Z`, to: `${SECOND}.001Z` }), [])
  })

  say('a range holds for tables and fields too', async room => {
    await room.load(...load)
    const range = { from: `${SECOND}.001Z`, to: `${SECOND}.001001Z` }
    assert.deepEqual((await room.aggregate('| count()', { range })).rows, [[2]])
    const fields = await room.fields('', { range, names: ['name'] })
    assert.deepEqual(
      fields.map(field => field.count),
      [2],
    )
  })

  say('time and received are compared as times, written in any form', async room => {
    await room.load(
      ...load.map((event, i) => ({
        ...event,
        received: i < 4 ? `${SECOND}.500Z` : '2026-02-01T00:00:00.000000001Z',
      })),
    )
    await room.picks(`time>=${SECOND}.123456789Z`, '.123456789Z', '.999999999Z')
    await room.picks(`time>${SECOND}.123456789Z`, '.999999999Z')
    await room.picks(`time<${SECOND}.000001Z`, '.000Z', '.000000001Z')
    await room.picks(`time<=2026-01-31T13:00:00+01:00`, '.000Z')
    await room.picks(`time>=1769860800123`, '.123456789Z', '.999999999Z')
    await room.picks(`time:${SECOND}Z`, '.000Z')
    await room.picks(`time:${SECOND}.001000Z`, '.001Z')
    await room.picks(`time:${SECOND}.001*`, '.001Z', '.001000001Z', '.001001Z')
    await room.picks(`time!=${SECOND}Z time:/\\.0{3}Z$/`)
    await room.picks('received>2026-02-01', ...fractions.slice(4))
    await room.picks(`received:${SECOND}.5Z`, ...fractions.slice(0, 4))
    await room.picks('received:2026-02-01T00:00:00.000000001Z', ...fractions.slice(4))
  })

  say('the first and the last possible nanosecond are kept and found', async room => {
    const ends = [
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.000000001Z',
      '2261-12-31T23:59:59.999999999Z',
    ]
    await room.load(...ends.map(time => ({ name: time, time })))
    await room.picks('', ...ends)
    await room.picks('time<2000-01-01', ...ends.slice(0, 2))
    await room.picks('time>=2261-12-31T23:59:59.999999999Z', ends[2]!)
    await room.rows('| count() by bin(1d)', [
      ['1970-01-01T00:00:00.000Z', 2],
      ['2261-12-31T00:00:00.000Z', 1],
    ])
  })

  say('order by time is order by time even where text order differs', async room => {
    await room.load(
      { name: 'later', time: `${SECOND}.123456Z` },
      { name: 'earlier', time: `${SECOND}.123Z` },
      { name: 'latest', time: `${SECOND}.123456001Z` },
    )
    await room.picks('', 'earlier', 'later', 'latest')
  })
}
