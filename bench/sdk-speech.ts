/**
 * The speech lane beside pino and winston: calls per second, latency of a call, lines that survive a SIGKILL. Every figure comes from a fresh
 * process; the contenders alternate.
 *
 *   node --conditions=source bench/sdk-speech.ts [--rounds 7] [--calls 100000]
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { median, percentile, table } from './lib/figures.ts'

/** Runs `work` as one request would, and logs a line in it. */
type Contender = {
  readonly inRequest: (work: () => void) => void
  readonly log: (i: number) => void
  readonly settle: () => unknown
}

const MESSAGE = 'User authenticated successfully'
const REQUEST = { request_id: 'req_123456' }
/** What every contender logs: the structured example of the source document. */
const payload = (i: number) => ({
  category: 'api',
  context: { user_id: 'user_789', ip_address: '192.168.1.100' },
  metadata: { auth_method: 'password', duration_ms: i },
  performance_data: { response_time: 0.045, memory_usage: 128.5 },
})

const tallystick =
  (scrub: boolean) =>
  async (path: string): Promise<Contender> => {
    const { createTallystick } = await import('@tallystick/sdk')
    const sdk = createTallystick(
      {
        profile: 'production',
        consoleEnabled: false,
        directory: dirname(path),
        fileName: basename(path),
        rotation: { maxSize: 0, interval: 'none' },
        service: 'shop',
        environment: 'production',
        scrub: { enabled: scrub },
      },
      { env: {} },
    )
    const logger = sdk.getLogger('auth_service')
    return {
      inRequest: work => sdk.withContext(REQUEST, work),
      log: i => logger.info(MESSAGE, payload(i)),
      settle: () => sdk.shutdown(),
    }
  }

const pinoWith =
  (options: object, destination: object) =>
  async (path: string): Promise<Contender> => {
    const { destination: open, pino } = await import('pino')
    const stream = open({ dest: path, ...destination })
    const child = pino({ name: 'auth_service', ...options }, stream).child({
      service: 'shop',
      environment: 'production',
      ...REQUEST,
    })
    return {
      inRequest: work => work(),
      log: i => child.info(payload(i), MESSAGE),
      settle: () => stream.flushSync(),
    }
  }

async function winston(path: string): Promise<Contender> {
  const { createLogger, format, transports } = await import('winston')
  const logger = createLogger({
    format: format.combine(format.timestamp(), format.json()),
    defaultMeta: { module: 'auth_service', service: 'shop', environment: 'production' },
    transports: [new transports.File({ filename: path })],
  })
  const child = logger.child(REQUEST)
  return {
    inRequest: work => work(),
    log: i => child.info(MESSAGE, payload(i)),
    settle: async () => {
      // Ended while its pipe still holds records, winston writes after the end.
      while (logger.readableLength > 0 || logger.writableLength > 0) await sleep(1)
      await new Promise(resolve => {
        logger.once('finish', resolve)
        logger.end()
      })
    },
  }
}

const REDACT = ['*.password', '*.token', '*.secret', '*.authorization', 'context.*.password']

const CONTENDERS: Readonly<Record<string, (path: string) => Promise<Contender>>> = {
  tallystick: tallystick(true),
  'tallystick, scrubbing off': tallystick(false),
  pino: pinoWith({}, { sync: true }),
  'pino, async': pinoWith({}, { sync: false, minLength: 4096 }),
  'pino, wildcard redaction': pinoWith({ redact: REDACT }, { sync: true }),
  winston,
}

/** Lines logged in one turn of the event loop: a request or two. */
const PER_TURN = 20

/** `cpu`: microseconds of all threads, which other programs on the machine disturb less than they do the clock. */
type Figures = { readonly microseconds: number; readonly cpu: number; readonly p99: number }

/** In the child: time per call, and of single calls, once the code is warm. */
async function measure(name: string, path: string, calls: number): Promise<Figures> {
  const { inRequest, log, settle } = await CONTENDERS[name]!(path)
  const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const samples = new Float64Array(calls)
  let busy = 0
  const pass = async (count: number, each: boolean): Promise<void> => {
    for (let i = 0; i < count; ) {
      const before = performance.now()
      inRequest(() => {
        for (const end = Math.min(count, i + PER_TURN); i < end; i++) {
          if (!each) log(i)
          else {
            const started = performance.now()
            log(i)
            samples[i] = performance.now() - started
          }
        }
      })
      // The time of writing at the end of the turn is part of the price.
      await turn()
      busy += performance.now() - before
    }
  }
  await pass(calls / 4, false)
  busy = 0
  const before = process.cpuUsage()
  await pass(calls, false)
  const { user, system } = process.cpuUsage(before)
  const cpu = (user + system) / calls
  const microseconds = (busy / calls) * 1000
  await pass(calls, true)
  await settle()
  return { microseconds, cpu, p99: percentile([...samples], 0.99) * 1000 }
}

/** In the child: logs until it is killed, and tells on descriptor 3 how many lines were logged, before each turn ends. */
async function logForEver(name: string, path: string): Promise<never> {
  const { inRequest, log } = await CONTENDERS[name]!(path)
  for (let count = 0; ; ) {
    inRequest(() => {
      for (let k = 0; k < PER_TURN; k++) log(++count)
    })
    writeSync(3, `${count}\n`)
    await sleep(1)
  }
}

const script = (...parameters: string[]): string[] => [
  ...process.execArgv,
  import.meta.filename,
  ...parameters,
]

/** Lines of finished turns that are missing after a SIGKILL. */
async function lostBySigkill(name: string, path: string): Promise<number> {
  rmSync(path, { force: true })
  const child = spawn(process.execPath, script('kill', name, path), {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  let last = ''
  const told = child.stdio[3] as NodeJS.ReadableStream
  told.on('data', (data: Buffer) => {
    last = data.toString().trim().split('\n').at(-1) ?? ''
  })
  await once(told, 'data')
  await sleep(300 + Math.random() * 300)
  child.kill('SIGKILL')
  await once(child, 'close')
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0
  return Math.max(0, Number(last) - lines)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '7' }, calls: { type: 'string', default: '100000' } },
  })
  const rounds = Number(values.rounds)
  const folder = mkdtempSync(join(tmpdir(), 'tally-bench-'))
  const names = Object.keys(CONTENDERS)
  try {
    for (const target of ['/dev/null', join(folder, 'out.log')]) {
      const results = new Map<string, Figures[]>(names.map(name => [name, []]))
      for (let round = 0; round < rounds; round++)
        for (const name of names) {
          if (target !== '/dev/null') rmSync(target, { force: true })
          const { stdout } = spawnSync(process.execPath, script('measure', name, target, values.calls), {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'inherit'],
          })
          results.get(name)!.push(JSON.parse(stdout) as Figures)
        }
      const pino = results.get('pino')!
      const rows = names.map(name => {
        const figures = results.get(name)!
        const time = median(figures.map(({ microseconds }) => microseconds))
        return [
          name,
          Math.round(1e6 / time).toLocaleString('en'),
          time.toFixed(2),
          median(figures.map(({ cpu }) => cpu)).toFixed(2),
          median(figures.map(({ cpu }, i) => cpu / pino[i]!.cpu)).toFixed(2),
          median(figures.map(({ p99 }) => p99)).toFixed(1),
        ]
      })
      console.log(`\nto ${target === '/dev/null' ? target : 'a file'}, median of ${rounds} processes`)
      console.log(table(['', 'calls/s', 'µs/call', 'CPU µs/call', '× pino (CPU)', 'p99 µs'], rows))
    }
    const lost = new Map<string, number[]>(names.map(name => [name, []]))
    for (let round = 0; round < rounds; round++)
      for (const name of names) lost.get(name)!.push(await lostBySigkill(name, join(folder, 'kill.log')))
    console.log('\nlines of finished turns lost by SIGKILL')
    console.log(
      table(
        ['', 'median', 'worst'],
        names.map(name => [name, median(lost.get(name)!), Math.max(...lost.get(name)!)]),
      ),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const [mode, name, path, calls] = process.argv.slice(2)
if (mode === 'measure') console.log(JSON.stringify(await measure(name!, path!, Number(calls))))
else if (mode === 'kill') await logForEver(name!, path!)
else await main()
