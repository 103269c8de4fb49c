/** Logs with pino and ends: `node pino-app.ts <worker|stream> <exit|end|throw>`. */
import { join } from 'node:path'
import pino from 'pino'
import { tallystickStream } from '../../src/pino/index.ts'

const [where, how] = process.argv.slice(2)
const log =
  where === 'worker'
    ? pino({
        transport: {
          target: join(import.meta.dirname, '../../src/pino/index.ts'),
          options: { service: 'shop' },
        },
      })
    : pino(tallystickStream({ service: 'shop' }))
log.info({ orderId: 55 }, 'first')
log.error({ err: new RangeError('boom') }, 'last words')
if (how === 'exit') process.exit(3)
if (how === 'throw')
  setImmediate(() => {
    throw new Error('uncaught')
  })
