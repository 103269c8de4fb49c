import type { OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { TallyError } from '@tallystick/core'
import { http } from '../node-http.ts'
import type { Batch } from './batch.ts'
import type { Clock } from './clock.ts'
import { type Answer, type Outcome, outcomeOf } from './outcome.ts'

export type Target = {
  /** Address of the server, for instance `https://tally.example:8255`. A path is kept, for proxies that add one. */
  readonly url: string
  /** API key with the scope `ingest`. */
  readonly key: string
  /** Milliseconds one request may take from its start to the end of its answer. Default 15,000. */
  readonly timeoutMs?: number
}

/** Posts batches to one server over kept connections. Never rejects: what fails is an outcome too. */
export type Transport = {
  readonly post: (path: string, batch: Batch) => Promise<Outcome>
  readonly close: () => void
}

const DEFAULT_TIMEOUT_MS = 15_000
/** Smaller bodies fit into a packet or two as they are. */
const COMPRESS_FROM_BYTES = 1024
/** No honest answer is longer: beyond it the connection is cut. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

type Compress = { readonly encoding: string; readonly run: (body: Buffer) => Promise<Buffer> }

/** zstd came with Node 22.15; gzip is always there. Level 1 of each: the network is rarely the bottleneck, the application's CPU is. */
const compression: Compress =
  typeof zlib.zstdCompress === 'function'
    ? {
        encoding: 'zstd',
        run: body =>
          promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdCompress)(body, {
            params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 },
          }),
      }
    : {
        encoding: 'gzip',
        run: body => promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip)(body, { level: 1 }),
      }

/** Throws TALLY_CONFIG_INVALID when the address is none. */
export function createTransport(target: Target, clock: Clock): Transport {
  const base = baseOf(target.url)
  const client = base.protocol === 'https:' ? https : http
  const agent = new client.Agent({ keepAlive: true, maxSockets: 4 })
  const timeoutMs = target.timeoutMs ?? DEFAULT_TIMEOUT_MS

  const aborts = new Set<(why: string) => void>()
  let closed = false

  const send = (path: string, headers: OutgoingHttpHeaders, body: Buffer): Promise<Answer> => {
    let settled = (): void => {}
    return new Promise<Answer>((resolve, reject) => {
      const request = client.request(
        new URL(`${base.pathname.replace(/\/+$/, '')}${path}`, base.origin),
        { agent, method: 'POST', headers: { ...headers, 'content-length': body.length } },
        response => {
          const parts: Buffer[] = []
          let length = 0
          response.on('data', (part: Buffer) => {
            length += part.length
            if (length > MAX_ANSWER_BYTES) request.destroy(new Error('the answer is too long'))
            else parts.push(part)
          })
          response.on('end', () =>
            resolve({
              status: response.statusCode!,
              retryAfter: response.headers['retry-after'],
              body: Buffer.concat(parts, length).toString(),
            }),
          )
          response.on('close', () => reject(new Error('the answer was cut off')))
        },
      )
      // A request on its way does not keep an application alive that is done; `flush` does.
      request.on('socket', socket => socket.unref())
      request.on('error', reject)
      // Settled here, whatever events still come.
      const abort = (why: string): void => {
        reject(new Error(why))
        request.destroy()
      }
      aborts.add(abort)
      const timer = setTimeout(abort, timeoutMs, `no answer within ${timeoutMs} ms`).unref()
      settled = () => {
        clearTimeout(timer)
        aborts.delete(abort)
      }
      request.end(body)
    }).finally(() => settled())
  }

  return {
    async post(path, batch) {
      try {
        const compressed = batch.body.length >= COMPRESS_FROM_BYTES
        const body = compressed ? await compression.run(batch.body) : batch.body
        if (closed) return { kind: 'later', reason: 'the lane is closed' }
        const answer = await send(
          path,
          {
            authorization: `Bearer ${target.key}`,
            'content-type': 'application/x-ndjson',
            ...(compressed ? { 'content-encoding': compression.encoding } : {}),
            ...(batch.writer === undefined
              ? {}
              : { 'x-tally-writer': batch.writer, 'x-tally-sequence': String(batch.sequence) }),
          },
          body,
        )
        return outcomeOf(answer, batch.count, clock.now())
      } catch (error) {
        return { kind: 'later', reason: reasonOf(error) }
      }
    },
    close: () => {
      closed = true
      for (const abort of aborts) abort('the lane was closed')
      agent.destroy()
    },
  }
}

function baseOf(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:')
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      'the address of the server must start with http:// or https://',
    )
  return base
}

/** What a network error says; several addresses that failed are one AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error instanceof Error
    ? error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
    : String(error)
}
