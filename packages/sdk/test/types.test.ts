/** What a user's compiler accepts and rejects. The checks are made by `npm run check`; here the same calls only have to run. */
import { describe, test } from 'node:test'
import { expectTypeOf } from 'expect-type'
import type express from 'express'
import fastify, { type FastifyRequest } from 'fastify'
import { type Context, Hono } from 'hono'
import pino from 'pino'
import { errorLogger, requestLogger } from '../src/express/index.ts'
import { tallystickFastify } from '../src/fastify/index.ts'
import { tallystickHono } from '../src/hono/index.ts'
import type { logRequests } from '../src/http/index.ts'
import {
  type Activity,
  type addActivity,
  type addAlert,
  type audit,
  type Category,
  type ConfigInput,
  type configure,
  createTallystick,
  type EvidenceEvent,
  type LogContext,
  type LogExtra,
  type Logger,
  type LogRecord,
  type MaybeReceipt,
  type Receipt,
  type ResolvedConfig,
  type recordMetric,
  type security,
  type Tallystick,
  type Threshold,
  type Timer,
  type timeFunction,
  type timer,
  withContext,
} from '../src/index.ts'

const quietly = (): Tallystick =>
  createTallystick(
    { profile: 'testing', level: 'OFF', consoleEnabled: false },
    { env: {}, exitHandlers: false },
  )

describe('the compiler', () => {
  test('knows the shapes of a log call, and rejects others', () => {
    const log: Logger = quietly().getLogger('types')
    log.info('message')
    log.info('message', {
      category: 'business',
      context: { user_id: 'u', tenant: 7 },
      metadata: { a: [1] },
      mine: true,
    })
    log.info('%s of %d', 'part', 3)
    log.info({ orderId: 55 }, 'pino %s', 'style')
    log.warn('caught', new Error('x'), { performance_data: { ms: 3 } })
    log.error(new RangeError('x'))
    try {
      throw new Error('x')
    } catch (error) {
      // Caught as unknown.
      log.error('failed', error)
      log.error(error)
      log.fatal('failed', error, { metadata: {} })
    }
    Promise.reject(new Error('x')).catch(log.error)
    log.log('AUDIT', 'at run time')
    log.info('message', { category: 'a name of mine' })
    // @ts-expect-error a category is a text
    log.info('message', { category: 7 })
    // @ts-expect-error a context is an object
    log.info('message', { context: 'u1' })
    // @ts-expect-error a trace id is a text
    log.info('message', { context: { trace_id: 7 } })
    // @ts-expect-error metadata is an object
    log.info('message', { metadata: 'text' })
    // @ts-expect-error there is no such level
    log.log('LOUD', 'message')
    // @ts-expect-error nor is there a method of it
    expectTypeOf(log.loud).toBeFunction()
  })

  test('knows levels and categories', () => {
    const log = quietly().getLogger('types')
    log.level = 'warning'
    log.level = 'OFF'
    // @ts-expect-error that is no level
    log.level = 'loud'
    expectTypeOf(log.level).toEqualTypeOf<Threshold>()
    expectTypeOf(log.isLevelEnabled('SECURITY')).toEqualTypeOf<boolean>()
    // @ts-expect-error nothing is logged at OFF
    log.isLevelEnabled('OFF')
    expectTypeOf<'security'>().toExtend<Category>()
    expectTypeOf<string>().toExtend<Category>()
    expectTypeOf<number>().not.toExtend<Category>()
    expectTypeOf<LogRecord['level']>().toEqualTypeOf<Exclude<Threshold, 'OFF'>>()
    expectTypeOf(log.child({ context: { request_id: 'r' } })).toEqualTypeOf<Logger>()
  })

  test('knows contexts, and what is done in them', () => {
    expectTypeOf(withContext({ request_id: 'r' }, () => 7)).toEqualTypeOf<number>()
    expectTypeOf(withContext({}, async () => 'x')).toEqualTypeOf<Promise<string>>()
    expectTypeOf<{ user_id: number; own: { any: 1 } }>().toExtend<LogContext>()
    expectTypeOf<{ user_id: boolean }>().not.toExtend<LogContext>()
    expectTypeOf<{ error: unknown; level: 'mine' }>().toExtend<LogExtra>()
  })

  test('knows receipts, activities, security events', () => {
    expectTypeOf<ReturnType<typeof audit>>().toEqualTypeOf<Promise<MaybeReceipt>>()
    expectTypeOf<ReturnType<typeof addActivity>>().toEqualTypeOf<Promise<MaybeReceipt>>()
    expectTypeOf<MaybeReceipt>().toEqualTypeOf<Receipt | undefined>()
    expectTypeOf<Receipt>().toEqualTypeOf<{
      readonly id: string
      readonly writer: string
      readonly sequence: number
      readonly hash: string
    }>()
    expectTypeOf<{ action: 'CREATE'; entityType: 'order'; entityId: 55; user: 'ada' }>().toExtend<Activity>()
    expectTypeOf<{ entityType: 'order' }>().not.toExtend<Activity>()
    type SecurityEvent = Parameters<typeof security.logSecurityEvent>[0]
    expectTypeOf<{ eventType: 'login.failure'; severity: 'MEDIUM' }>().toExtend<SecurityEvent>()
    expectTypeOf<{ eventType: 'login.failure'; severity: 'ENORMOUS' }>().not.toExtend<SecurityEvent>()
    expectTypeOf<ReturnType<Tallystick['record']>>().toEqualTypeOf<Promise<MaybeReceipt>>()
    expectTypeOf<{ stream: 'decision'; name: 'x'; mine: 1 }>().toExtend<EvidenceEvent>()
    // Logs are no evidence.
    expectTypeOf<{ stream: 'log' }>().not.toExtend<EvidenceEvent>()
    expectTypeOf<{ name: 'x' }>().not.toExtend<EvidenceEvent>()
  })

  test('knows the configuration: any part of it, nothing else', () => {
    expectTypeOf<{
      level: 'DEBUG'
      rotation: { interval: 'hour' }
      scrub: { allow: [RegExp] }
    }>().toExtend<ConfigInput>()
    expectTypeOf<{ level: 'LOUD' }>().not.toExtend<ConfigInput>()
    expectTypeOf<{ rotation: { interval: 'week' } }>().not.toExtend<ConfigInput>()
    expectTypeOf<Parameters<typeof configure>[0]>().toEqualTypeOf<ConfigInput | undefined>()
    // @ts-expect-error a setting that was misspelt
    const misspelt: ConfigInput = { consoleEnable: true }
    expectTypeOf(misspelt).toEqualTypeOf<ConfigInput>()
    expectTypeOf<ResolvedConfig['rotation']['maxSize']>().toEqualTypeOf<number>()
    expectTypeOf<ResolvedConfig['url']>().toEqualTypeOf<string | undefined>()
    const config = quietly().config()
    const change = (): void => {
      // @ts-expect-error what was resolved stays
      config.level = 'DEBUG'
    }
    expectTypeOf(change).toBeFunction()
  })

  test('knows timers and metrics', () => {
    const { time, timeFunction: timed }: Tallystick = quietly()
    expectTypeOf<ReturnType<typeof timer>>().toEqualTypeOf<Timer>()
    expectTypeOf(time('work', () => 7)).toEqualTypeOf<number>()
    expectTypeOf(time('work', async () => 'x')).toEqualTypeOf<Promise<string>>()
    const add = timed('add', (a: number, b: number) => a + b)
    expectTypeOf(add).toEqualTypeOf<(a: number, b: number) => number>()
    expectTypeOf<typeof timeFunction>().toEqualTypeOf<typeof timed>()
    // As a decorator of a method, which Node's own type stripping does not read.
    const open = async (name: string): Promise<string> => name
    const decorated = timed('account.open')(open, {} as ClassMethodDecoratorContext)
    expectTypeOf(decorated).toEqualTypeOf<(this: unknown, name: string) => Promise<string>>()
    expectTypeOf<Parameters<typeof recordMetric>[1]>().toEqualTypeOf<number>()
    expectTypeOf<Parameters<typeof addAlert>[0]['threshold']>().toEqualTypeOf<number>()
  })
})

describe('the compiler, in a framework,', () => {
  test('knows request.log on Express, all levels', () => {
    expectTypeOf<express.Request['log']>().toEqualTypeOf<Logger>()
    expectTypeOf(requestLogger).returns.toEqualTypeOf<express.RequestHandler>()
    expectTypeOf(errorLogger).returns.toEqualTypeOf<express.ErrorRequestHandler>()
    const handler: express.RequestHandler = request => {
      request.log.security('seen', { metadata: { a: 1 } })
      // @ts-expect-error
      request.log.loud('x')
    }
    expectTypeOf(handler).toBeFunction()
    requestLogger({ tallystick: quietly(), userId: request => request.get('x-user') })
    // @ts-expect-error a user is named by a text or number
    requestLogger({ tallystick: quietly(), userId: () => ({}) })
  })

  test('knows request.log and request.tally on Fastify, and takes an application’s own pino', async () => {
    const app = fastify({ loggerInstance: pino({ level: 'silent' }) })
    await app.register(tallystickFastify, { tallystick: quietly(), skip: ({ url }) => url === '/health' })
    app.get('/', async request => {
      request.log.info({ orderId: 55 }, 'pino’s shapes')
      request.tally.audit('ours', { metadata: { a: 1 } })
      return {}
    })
    expectTypeOf<FastifyRequest['tally']>().toEqualTypeOf<Logger>()
    await app.close()
  })

  test('knows the logger of a Hono context, and that of node:http', () => {
    new Hono().use(tallystickHono({ tallystick: quietly() })).get('/', c => {
      expectTypeOf(c.var.log).toEqualTypeOf<Logger>()
      expectTypeOf(c.get('requestId')).toEqualTypeOf<string>()
      return c.text('')
    })
    expectTypeOf<Context['var']['log']>().toEqualTypeOf<Logger>()
    type Request = Parameters<Parameters<typeof logRequests>[0]>[0]
    expectTypeOf<Request['log']>().toEqualTypeOf<Logger>()
  })
})
