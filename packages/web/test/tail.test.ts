import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { Tail, type TailStatus } from '../src/events/tail.ts'

/** Stands in for the browser's: it is opened and closed by hand. */
class Socket {
  static readonly OPEN = 1
  static readonly made: Socket[] = []
  onopen: () => void = () => {}
  onclose: (event: { code: number; reason: string }) => void = () => {}
  constructor() {
    Socket.made.push(this)
  }
  close(): void {}
}

let statuses: TailStatus[]
beforeEach(() => {
  statuses = []
  Socket.made.length = 0
  mock.timers.enable({ apis: ['setTimeout'] })
  Object.assign(globalThis, {
    WebSocket: Socket,
    location: { href: 'http://127.0.0.1:9000/' },
    cancelAnimationFrame: () => {},
  })
})
afterEach(() => mock.timers.reset())

const open = () =>
  new Tail('', {
    onEvents: () => {},
    onMissed: () => {},
    onOpen: () => {},
    onStatus: status => statuses.push(status),
  })

test('a tail comes back when the server went away', () => {
  const tail = open()
  Socket.made[0]!.onopen()
  Socket.made[0]!.onclose({ code: 1001, reason: 'the server is going away' })
  assert.equal(statuses.at(-1)?.kind, 'lost')
  mock.timers.tick(60_000)
  assert.equal(Socket.made.length, 2)
  tail.close()
})

test('a tail whose session ended says so, and does not come back', () => {
  const tail = open()
  Socket.made[0]!.onopen()
  Socket.made[0]!.onclose({ code: 1008, reason: 'the key or session is no longer valid' })
  mock.timers.tick(60_000)
  assert.equal(Socket.made.length, 1)
  assert.deepEqual(statuses.at(-1), { kind: 'ended', message: 'the key or session is no longer valid' })
  tail.close()
})
