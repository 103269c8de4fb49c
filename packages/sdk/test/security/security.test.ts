import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_LIMITS, normalizeEvent } from '@tallystick/core'
import { createSecurityLogger, SecurityEventType, SecuritySeverity } from '../../src/security/index.ts'

function scene(ambient: Record<string, unknown> = {}) {
  const events: Record<string, unknown>[] = []
  const security = createSecurityLogger(
    async event => {
      events.push(event)
      return { sequence: events.length - 1 }
    },
    () => ambient,
  )
  return { events, security }
}

test('a security event becomes one record of the security stream, and its receipt is that of the evidence lane', async () => {
  const { events, security } = scene({ request_id: 'req_1', user_id: 'somebody' })
  const receipt = await security.logSecurityEvent({
    eventType: SecurityEventType.LOGIN_FAILURE,
    severity: SecuritySeverity.MEDIUM,
    timestamp: new Date(Date.UTC(2026, 0, 31, 12)),
    userId: 'user123',
    ipAddress: '192.168.1.100',
    details: { reason: 'invalid_password', attempts: 3 },
  })
  assert.deepEqual(receipt, { sequence: 0 })
  assert.deepEqual(events, [
    {
      stream: 'security',
      level: 'SECURITY',
      category: 'security',
      severity_number: 13,
      name: 'login.failure',
      message: 'Login failure: invalid_password',
      time: '2026-01-31T12:00:00.000Z',
      request_id: 'req_1',
      user_id: 'user123',
      ip: '192.168.1.100',
      attributes: { severity: 'MEDIUM', details: { reason: 'invalid_password', attempts: 3 } },
    },
  ])
})

test('every type and severity is an event the server takes', async () => {
  const { events, security } = scene()
  for (const eventType of Object.values(SecurityEventType))
    for (const severity of Object.values(SecuritySeverity))
      await security.logSecurityEvent({ eventType, severity })
  for (const event of events) {
    const { event: stored } = normalizeEvent(event, {
      tenant: 't',
      received: '2026-01-31T12:00:00.000Z',
      newId: () => '019f0000-0000-7000-8000-000000000000',
      newNonce: () => 'AAAAAAAAAAAAAAAAAAAAAA',
      limits: DEFAULT_LIMITS,
    })
    assert.equal(stored.level, 'SECURITY')
    assert.equal(stored.severity_number, event.severity_number)
    assert.ok(stored.message)
  }
})

test('an event without a type, or of a severity that is none, is refused before anything is written', async () => {
  const { events, security } = scene()
  await assert.rejects(
    security.logSecurityEvent({ eventType: '', severity: SecuritySeverity.LOW }),
    /has an eventType/,
  )
  await assert.rejects(
    security.logSecurityEvent({ eventType: 'x', severity: 'SEVERE' as 'LOW' }),
    /severity is one of INFO, LOW, MEDIUM, HIGH, CRITICAL, not SEVERE/,
  )
  assert.deepEqual(events, [])
})
