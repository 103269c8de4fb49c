import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TallyEvent } from '@tallystick/core'
import { TailHub, type TailMessage, type TailSubscription } from '../src/tail/index.ts'

const event = (seq: number, fields: Partial<TallyEvent> = {}): TallyEvent => ({
  id: `019f0000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  seq,
  tenant: 'a',
  stream: 'log',
  time: '2026-01-31T12:00:00.000Z',
  received: '2026-01-31T12:00:00.000Z',
  level: 'INFO',
  severity_number: 9,
  ...fields,
})
const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await new Promise(resolve => setImmediate(resolve))
}
async function take(subscription: TailSubscription, count: number): Promise<TailMessage[]> {
  const messages: TailMessage[] = []
  for await (const message of subscription) {
    messages.push(message)
    if (messages.length === count) break
  }
  return messages
}
const seqs = (messages: readonly TailMessage[]) =>
  messages.map(message => (message.type === 'event' ? message.event.seq : `missed ${message.count}`))

describe('a live tail', () => {
  test('gets the matching events of its own tenant, in order', async () => {
    const hub = new TailHub()
    const tail = hub.subscribe('a', 'level>=ERROR')
    hub.publish('b', [event(0, { tenant: 'b', level: 'ERROR', severity_number: 17 })])
    hub.publish('a', [event(1), event(2, { level: 'ERROR', severity_number: 17 })])
    hub.publish('a', [event(3, { level: 'CRITICAL', severity_number: 21 })])
    assert.deepEqual(seqs(await take(tail, 2)), [2, 3])
    assert.equal(hub.subscribers, 0, 'leaving the loop closes the tail')
  })

  test('changes its filter while connected, and keeps the old one when the new one does not parse', async () => {
    const hub = new TailHub()
    const tail = hub.subscribe('a', 'service:x')
    hub.publish('a', [event(1, { service: 'x' }), event(2, { service: 'y' })])
    await settle()
    tail.setFilter('service:y')
    assert.throws(() => tail.setFilter('service:"y'), { code: 'TALLY_QUERY_SYNTAX' })
    assert.throws(() => tail.setFilter('| count()'), { code: 'TALLY_QUERY_PIPE' })
    hub.publish('a', [event(3, { service: 'x' }), event(4, { service: 'y' })])
    assert.deepEqual(seqs(await take(tail, 2)), [1, 4])
  })

  test('is told how many it missed, at the place where it missed them', async () => {
    const hub = new TailHub()
    const tail = hub.subscribe('a', '', 3)
    hub.publish(
      'a',
      Array.from({ length: 10 }, (_, i) => event(i)),
    )
    await settle()
    const iterator = tail[Symbol.asyncIterator]()
    const read = async (): Promise<TailMessage> => (await iterator.next()).value as TailMessage
    assert.deepEqual(seqs([await read(), await read(), await read(), await read()]), [0, 1, 2, 'missed 7'])
    hub.publish('a', [event(10)])
    assert.deepEqual(seqs([await read()]), [10])
    assert.equal(hub.missed, 7)
    tail.close()
    assert.equal((await iterator.next()).done, true)
  })

  test('that the hub itself cannot keep up with misses the oldest, counted, while memory stays bounded', async () => {
    const hub = new TailHub()
    const tail = hub.subscribe('a', 'level:ERROR', 10)
    const batch = Array.from({ length: 60_000 }, (_, i) => event(i))
    for (let i = 0; i < 3; i++) hub.publish('a', batch)
    hub.publish('a', [event(1, { level: 'ERROR', severity_number: 17 })])
    assert.deepEqual(seqs(await take(tail, 2)), ['missed 120000', 1])
  })

  test('ends when the hub closes', async () => {
    const hub = new TailHub()
    const ended = take(hub.subscribe('a', ''), 1)
    await settle()
    hub.close()
    assert.deepEqual(await ended, [])
  })
})
