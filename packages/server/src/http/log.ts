import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { pathOf } from './errors.ts'
import type { Settings } from './options.ts'
import { nameOf } from './principal.ts'

type Line = { time: number; level: number; msg?: string; err?: { stack?: string } }

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

/** pino's options for the self-log: JSON as pino writes it, or short lines for people. */
export function loggerOf({ log, logLevel, logTo }: Settings): NonNullable<FastifyServerOptions['logger']> {
  if (log === 'off') return false
  const write = (line: string) => {
    logTo.write(log === 'json' ? line : readable(JSON.parse(line) as Line))
  }
  return { level: logLevel, base: null, stream: { write } }
}

function readable({ time, level, msg, err }: Line): string {
  const stack = err?.stack === undefined ? '' : `\n${err.stack}`
  return `${new Date(time).toISOString()} ${(LEVEL_NAMES[level] ?? String(level)).padEnd(5)} ${msg ?? ''}${stack}\n`
}

/** One line per answer: failures as errors, refusals as info, the rest as debug. Never a body, a query text or a key. */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode } = reply
    const level = statusCode >= 500 ? 'error' : statusCode >= 400 ? 'info' : 'debug'
    // A request that met no route was never asked who it is.
    const principal = request.principal ?? null
    const tenant = principal?.tenant
    request.log[level](
      {
        request_id: request.id,
        tenant,
        by: principal ? nameOf(principal) : undefined,
        status: statusCode,
      },
      `${request.method} ${pathOf(request.url)} ${statusCode} ${reply.elapsedTime.toFixed(1)} ms ${tenant ?? '-'} ${request.id}`,
    )
  })
}
