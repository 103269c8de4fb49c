/** Logs one line, then ends in the way that its first argument says; the second is the folder of the log file. */
import { createTallystick } from '../../src/index.ts'

const [how, directory] = process.argv.slice(2)
const tallystick = createTallystick(
  { profile: 'production', consoleEnabled: false, directory: directory! },
  { env: {} },
)
const log = tallystick.getLogger('app')
log.info('last words')
switch (how) {
  case 'exit':
    process.exit(3)
    break
  case 'throw':
    setImmediate(() => {
      throw new RangeError('boom')
    })
    break
  case 'reject':
    void Promise.reject(new RangeError('boom'))
    break
  case 'listens':
    process.on('SIGTERM', () => {
      log.info('the application decides')
      setTimeout(() => process.exit(7), 50)
    })
    setInterval(() => {}, 1_000)
    process.stdout.write('ready\n')
    break
  case 'waits':
    setInterval(() => {}, 1_000)
    process.stdout.write('ready\n')
    break
}
