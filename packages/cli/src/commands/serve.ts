import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { TallyError } from '@tallystick/core'
import { type Engine, openEngine, type StoreChoice, VERSION } from '@tallystick/engine'
import { unusedSettings } from '@tallystick/firewall'
import {
  DEFAULT_UPSTREAM,
  type LogFormat,
  type LogLevel,
  type ProxyOptions,
  type RunningServer,
  type ServerOptions,
  startServer,
} from '@tallystick/server'
import { isLoopback } from '../client/loopback.ts'
import { answers, isDataDirectory } from '../client/open.ts'
import { configFile, defaultDataDirectory, surroundings } from '../config/paths.ts'
import { knownServers } from '../config/target.ts'
import { consoleFolder } from '../console.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { type FirstStart, prepareInstance } from '../first-start.ts'
import { commandName } from '../invocation.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'
import { collectWhenIdle } from './idle-memory.ts'
import { type ProxyFlags, proxyOptions } from './proxy-options.ts'
import { signInOptions } from './sign-in-options.ts'

export type ServeOptions = ProxyFlags & {
  readonly data?: string
  readonly port: number
  readonly host: string
  readonly store?: StoreChoice
  readonly origin?: string
  readonly allowedHost?: readonly string[]
  readonly publicLedger?: boolean
  readonly publicMetrics?: boolean
  readonly auditReads: boolean
  readonly log: LogFormat
  readonly logLevel: LogLevel
  readonly json?: boolean
}

const STORES: Readonly<Record<string, string>> = {
  clickhouse: 'chDB (embedded ClickHouse, in its own process)',
  sqlite: 'SQLite',
  memory: 'memory (refilled from the journal at every start)',
}

/** `tally serve`: runs until SIGINT or SIGTERM, then seals what it took in and ends. */
export async function runServe(options: ServeOptions, terminal: Terminal): Promise<ExitCode> {
  const around = surroundings(terminal.env)
  const directory = resolve(options.data ?? (terminal.env.TALLYSTICK_DATA || defaultDataDirectory(around)))
  if (existsSync(directory) && readdirSync(directory).length > 0 && !isDataDirectory(directory))
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `${directory} holds other files; name an empty or a new directory with --data`,
    )

  const proxy = proxyOptions(options, terminal.env)
  const signIn = signInOptions(terminal.env)
  const stop = terminal.interrupted()
  const engine = await open(directory, options, terminal)
  const server = await listen(engine, options, { proxy, ...signIn })
  try {
    const configPath = configFile(around)
    const first = await prepareInstance(engine, server.url, configPath, message =>
      terminal.note(terminal.noteStyle.yellow(`! ${message}`)),
    )
    await announce({ engine, server, proxy, first, configPath }, options, terminal)
    if (!isLoopback(options.host))
      terminal.note(
        terminal.noteStyle.yellow(
          `! Listening on ${options.host}: whoever reaches this machine can try keys, and what travels is not encrypted. Put a proxy with TLS in front.`,
        ),
      )
    const unused = unusedSettings(terminal.env, directory)
    if (unused !== undefined) terminal.note(terminal.noteStyle.yellow(`! ${unused}`))
    using _idle = collectWhenIdle(() => {
      const { eventsAccepted, eventsIndexed, searches } = engine.counters()
      return eventsAccepted + eventsIndexed + searches
    })
    if (!stop.aborted) await new Promise(done => stop.addEventListener('abort', done, { once: true }))
    terminal.note('Stopping: sealing what was taken in …')
  } finally {
    await server.close()
  }
  terminal.note('Stopped.')
  return OK
}

async function open(directory: string, options: ServeOptions, { env }: Terminal): Promise<Engine> {
  try {
    return await openEngine(directory, {
      ...(options.store === undefined ? {} : { store: options.store }),
      ...(options.origin === undefined ? {} : { host: options.origin }),
      encryptionKey: env.ENCRYPTION_KEY,
    })
  } catch (error) {
    if (!(error instanceof TallyError && error.code === 'TALLY_JOURNAL_LOCKED')) throw error
    const running = knownServers(surroundings(env)).find(server => server.data === directory)
    if (running === undefined || !(await answers(running.url))) throw error
    throw new TallyError(error.code, `Tallystick serves ${directory} already, at ${running.url}`, {
      cause: error,
    })
  }
}

/** Listens, or says in words why not; the engine is closed then. */
async function listen(
  engine: Engine,
  options: ServeOptions,
  given: Pick<ServerOptions, 'proxy' | 'publicUrl' | 'oidc'>,
): Promise<RunningServer> {
  const { host, port } = options
  const folder = consoleFolder()
  try {
    return await startServer(engine, {
      host,
      port,
      ...given,
      log: options.log,
      logLevel: options.logLevel,
      auditReads: options.auditReads,
      ...(folder === undefined ? {} : { console: folder }),
      ...(options.allowedHost === undefined ? {} : { allowedHosts: options.allowedHost }),
      ...(options.publicMetrics === undefined ? {} : { publicMetrics: options.publicMetrics }),
      ...(options.publicLedger === undefined ? {} : { publicLedger: options.publicLedger }),
    })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new TallyError('TALLY_PORT_IN_USE', `port ${port} on ${host} is in use by another program`, {
        cause: error,
      })
    if (code === 'EACCES')
      throw new TallyError(
        'TALLY_CONFIG_INVALID',
        `this user may not listen on port ${port}; ports from 1024 are free to use`,
        { cause: error },
      )
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new TallyError('TALLY_CONFIG_INVALID', `${host} is no address of this machine`, { cause: error })
    throw error
  }
}

type Started = {
  readonly engine: Engine
  readonly server: RunningServer
  readonly proxy: ProxyOptions
  readonly first: FirstStart | undefined
  readonly configPath: string
}

async function announce(
  { engine, server, proxy, first, configPath }: Started,
  options: ServeOptions,
  terminal: Terminal,
): Promise<void> {
  const { style } = terminal
  const store = engine.health().store.engine
  if (options.json) {
    const { url } = server
    const facts = {
      name: 'Tallystick',
      version: VERSION,
      url,
      data: engine.directory,
      store,
      verifier_key: engine.verifierKey,
      pid: process.pid,
    }
    await terminal.print(
      jsonLine({
        ...facts,
        ...(first === undefined ? {} : first),
      }),
    )
    return
  }
  const tally = commandName()
  const lines = [
    `${style.bold('Tallystick')} ${VERSION} is ready.`,
    '',
    `  URL         ${style.cyan(server.url)}  (the console, for a browser; the API is described at ${server.url}/docs)`,
    `  Proxy       ${style.cyan(`${server.url}/v1`)}  (base URL for OpenAI clients; asks ${sanitizeLine(new URL(proxy.upstream ?? DEFAULT_UPSTREAM).host)})`,
    `  Data        ${sanitizeLine(engine.directory)}`,
    `  Store       ${STORES[store] ?? store}`,
    ...(first === undefined
      ? []
      : [
          `  First key   ${style.bold(first.key)}`,
          `              shown this once; saved for this user in ${configPath}`,
        ]),
    ...(first?.admin === undefined
      ? []
      : [
          `  First user  ${style.bold(first.admin.name)}, password ${style.bold(first.admin.password)}`,
          '              shown this once; saved nowhere',
        ]),
    `  Verifier    ${engine.verifierKey}`,
    first === undefined
      ? `              check the record with: ${tally} verify --data ${engine.directory} --pin KEY`
      : `              pinned in ${first.pin}; keep a copy on another machine`,
    '',
    'Next, in another terminal:',
    `  ${tally} import /var/log          take in log files (or play an application: ${tally} demo)`,
    `  ${tally} search 'level>=WARNING'  find lines; ${tally} tail shows new ones as they come`,
    `  ${tally} verify --data ${engine.directory} --pin ${first?.pin ?? 'KEY'}`,
    '',
    style.dim('Ctrl-C stops.'),
  ]
  await terminal.print(`${lines.join('\n')}\n`)
}
