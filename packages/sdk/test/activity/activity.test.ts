import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activityOf, type TallyEvent } from '@tallystick/core'
import { createActivityLogger } from '../../src/activity/index.ts'
import { createEncoder } from '../../src/evidence/record.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { systemClock } from '../../src/ship/index.ts'

const encode = createEncoder({ scrubber: createScrubber({}), defaults: {}, clock: systemClock })
const { addActivity, audit } = createActivityLogger(
  async event => JSON.parse(encode(event).line.toString()) as TallyEvent,
  () => ({ request_id: 'r1', user_id: 'ambient' }),
)

test('an activity is one entry of the activity API, as it was given', async () => {
  const event = await addActivity({
    action: 'UPDATE',
    entityType: 'order',
    entityId: 123,
    user: 'admin',
    details: 'Order status updated',
    metadata: { old_status: 'PENDING', items_count: 3 },
    ipAddress: '203.0.113.7',
    userAgent: 'curl/8',
    timestamp: new Date('2025-11-05T02:45:00Z'),
  })
  assert.deepEqual(activityOf({ ...event, seq: 500 }), {
    id: 501,
    timestamp: '2025-11-05T02:45:00.000Z',
    event_type: 'UPDATE',
    entity_type: 'order',
    entity_id: '123',
    user_id: 'admin',
    description: 'Order status updated',
    metadata: { old_status: 'PENDING', items_count: 3 },
    ip_address: '203.0.113.7',
    user_agent: 'curl/8',
  })
  assert.deepEqual([event.stream, event.level, event.request_id], ['activity', 'AUDIT', 'r1'])
})

test('an audited action is an event of the activity stream under its name; what it says comes before the context', async () => {
  const event = await audit('report.export', { userId: 7, entityType: 'report', details: { rows: 10 } })
  assert.deepEqual(
    [event.stream, event.level, event.name, event.user_id, event.entity_type, event.attributes],
    ['activity', 'AUDIT', 'report.export', '7', 'report', { details: { rows: 10 } }],
  )
  assert.equal((await audit('login')).user_id, 'ambient')
})

test('an activity without action or entity type is refused to the caller’s face', async () => {
  await assert.rejects(addActivity({ action: '', entityType: 'order' }), TypeError)
  await assert.rejects(addActivity({ action: 'CREATE', entityType: '' }), TypeError)
  await assert.rejects(audit(''), TypeError)
})
