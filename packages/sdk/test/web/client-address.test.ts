import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { clientAddress } from '../../src/web/index.ts'

describe('the client’s address', () => {
  test('is the socket’s when no proxy is trusted, whatever the header claims', () => {
    assert.equal(clientAddress()('203.0.113.9', '1.2.3.4'), '203.0.113.9')
    assert.equal(clientAddress(['10.0.0.0/8'])('203.0.113.9', '1.2.3.4'), '203.0.113.9')
  })

  test('is the last hop that is no trusted proxy: what a client writes in front is not believed', () => {
    const address = clientAddress(['loopback', '10.0.0.0/8'])
    assert.equal(address('127.0.0.1', '6.6.6.6, 203.0.113.9, 10.1.2.3'), '203.0.113.9')
    assert.equal(address('::ffff:10.9.9.9', '203.0.113.9'), '203.0.113.9')
    assert.equal(address('127.0.0.1', undefined), '127.0.0.1')
    assert.equal(address(undefined, '1.2.3.4'), undefined)
  })

  test('counts hops', () => {
    assert.equal(clientAddress(1)('10.0.0.1', '6.6.6.6, 203.0.113.9'), '203.0.113.9')
    assert.equal(clientAddress(2)('10.0.0.1', '203.0.113.9, 10.0.0.2'), '203.0.113.9')
    assert.equal(clientAddress(true)('10.0.0.1', '203.0.113.9, 10.0.0.3, 10.0.0.2'), '203.0.113.9')
  })

  test('understands ports, brackets and IPv6, and stops at what is no address', () => {
    const address = clientAddress(['::1', 'fc00::/7', '10.0.0.0/8'])
    assert.equal(address('::1', '[2001:db8::1]:4711'), '2001:db8::1')
    assert.equal(address('fd00::2', '203.0.113.9:80'), '203.0.113.9')
    assert.equal(address('10.0.0.1', '203.0.113.9, unknown'), '10.0.0.1')
  })

  test('a range that is none is refused when the server is made', () => {
    assert.throws(() => clientAddress(['10.0.0.0/x']), /no address or subnet/)
    assert.throws(() => clientAddress(['localhost']), /"localhost" is no address/)
  })

  test('no header makes it throw', () => {
    const address = clientAddress(['private', 'loopback'])
    fc.assert(
      fc.property(fc.string(), header => {
        assert.equal(typeof address('127.0.0.1', header), 'string')
      }),
    )
  })
})
