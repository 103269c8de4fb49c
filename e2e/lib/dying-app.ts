/**
 * node dying-app.ts <settings as JSON>: an application that logs as fast as a busy one and dies in the middle of it. What its caller was told is
 * written to a file, line by line, before anything else happens: `ack n [id writer sequence]` or `rejected n`.
 */
import { openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openEvidence } from '../../packages/sdk/src/evidence/index.ts'
import { createScrubber } from '../../packages/sdk/src/scrub/index.ts'
import { createShipper } from '../../packages/sdk/src/ship/index.ts'

export type Lane = 'evidence' | 'speech' | 'pino/file' | 'pino/http' | 'winston/file'
export type Death = 'end' | 'exit' | 'throw' | 'rejection' | 'SIGTERM' | 'SIGKILL'

export type AppSettings = {
  readonly lane: Lane
  readonly death: Death
  /** Milliseconds from when the caller was first told something to the death; who dies by a signal gets it from outside. */
  readonly lifeMs: number
  readonly acks: string
  /** Spool, or the file that others write to. */
  readonly path: string
  readonly url: string
  readonly key: string
  /** Number of its first record: no two applications share one. */
  readonly from: number
  /** Stops when this many were rejected. */
  readonly rejections?: number
}

const settings = JSON.parse(process.argv[2]!) as AppSettings
const acks = openSync(settings.acks, 'a')
const say = (line: string): void => {
  writeSync(acks, `${line}\n`)
  begin()
}
let rejected = 0

type Open = { readonly log: (n: number) => void; readonly close: () => Promise<void> }

/** What the caller of a logger knows is that the call returned. */
const told = (log: (n: number) => void) => (n: number) => {
  log(n)
  say(`ack ${n}`)
}

async function open(): Promise<Open> {
  const { path, url, key } = settings
  switch (settings.lane) {
    case 'evidence': {
      const evidence = openEvidence({ directory: path, target: { url, key }, scrubber: createScrubber({}) })
      return {
        log: n =>
          void evidence
            .append({ stream: 'activity', name: 'crash.test', user_id: 'u1', attributes: { n } })
            .then(({ id, writer, sequence }) => say(`ack ${n} ${id} ${writer} ${sequence}`))
            .catch(() => {
              rejected++
              say(`rejected ${n}`)
            }),
        close: async () => void (await evidence.close(3_000)),
      }
    }
    case 'speech': {
      const shipper = createShipper({ url, key, offline: { directory: path, bytes: 1 << 24 } })
      process.on('exit', shipper.flushSync)
      return {
        log: told(n => shipper.offer(JSON.stringify({ message: 'crash test', attributes: { n } }))),
        close: async () => void (await shipper.close(3_000)),
      }
    }
    case 'pino/file':
    case 'pino/http': {
      const { default: pino } = await import('pino')
      const transport =
        settings.lane === 'pino/file'
          ? pino.transport({ target: 'pino/file', options: { destination: path } })
          : pino.transport({
              target: fileURLToPath(new URL('pino-http-transport.mjs', import.meta.url)),
              options: { url, key },
            })
      const logger = pino(transport)
      return {
        log: told(n => logger.info({ attributes: { n } }, 'crash test')),
        close: () =>
          new Promise(resolve => {
            transport.on('close', resolve)
            transport.end()
          }),
      }
    }
    case 'winston/file': {
      const { default: winston } = await import('winston')
      const logger = winston.createLogger({
        format: winston.format.json(),
        transports: [new winston.transports.File({ filename: path })],
      })
      return {
        log: told(n => logger.info('crash test', { attributes: { n } })),
        close: () =>
          new Promise(resolve => {
            logger.on('finish', resolve)
            logger.end()
          }),
      }
    }
  }
}

const { log, close } = await open()
let running = true
let next = settings.from
/** Crashes come when there is much to do. */
const burst = (): void => {
  for (let i = 0; i < 500; i++) log(next++)
}
process.on('SIGTERM', () => {
  running = false
  void close().then(() => process.exit(0))
})
const deaths: Record<Death, () => void> = {
  end: () => {
    running = false
    void close()
  },
  exit: () => {
    burst()
    process.exit(0)
  },
  throw: () => {
    burst()
    throw new Error('nobody catches this')
  },
  rejection: () => {
    burst()
    void Promise.reject(new Error('nobody catches this'))
  },
  SIGTERM: () => {},
  SIGKILL: () => {},
}

let begun = false
/** How long the first sync takes is the machine's affair, and no part of its life. */
function begin(): void {
  if (begun) return
  begun = true
  process.send?.('ready')
  setTimeout(deaths[settings.death], settings.lifeMs)
}

while (running && rejected < (settings.rejections ?? 1)) {
  for (let i = 0; i < 20; i++) log(next++)
  await sleep(2)
}
if (rejected > 0) {
  await close()
  process.exit(0)
}
