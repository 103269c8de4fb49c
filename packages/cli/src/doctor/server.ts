import { TallyError } from '@tallystick/core'
import { createTransport } from '../client/transport.ts'
import { type Finding, fail, ok, warn } from './check.ts'

const PATIENCE_MS = 5_000

export type ServerReport = {
  readonly findings: readonly Finding[]
  /** The server's clock, epoch milliseconds. */
  readonly time: number | undefined
}

/** Asks a server whether it is there, well, of our version, and takes our key. */
export async function checkServer(
  url: string,
  key: string | undefined,
  version: string,
): Promise<ServerReport> {
  const findings: Finding[] = []
  let time: number | undefined
  const { exchange, send } = createTransport(url, key)
  try {
    const response = await exchange('/health', { signal: AbortSignal.timeout(PATIENCE_MS) })
    time = Date.parse(response.headers.get('date') ?? '')
    const health = (await response.json()) as { ready?: boolean; details?: { problems: string[] } }
    const problems = health.details?.problems ?? []
    if (typeof health.ready !== 'boolean')
      findings.push(
        fail(
          'Server',
          `what answers at ${url} is not Tallystick`,
          'Correct --url, or the port of tally serve.',
        ),
      )
    else if (!health.ready)
      findings.push(
        fail('Server', `${url} is not ready: ${problems[0] ?? 'see its log'}`, 'Look at the server log.'),
      )
    else if (problems.length > 0)
      findings.push(warn('Server', `${url} works, but: ${problems.join('; ')}`, 'Look at the server log.'))
    else findings.push(ok('Server', `${url} is well`))
  } catch (error) {
    const message =
      error instanceof TallyError ? error.message : `${url}: no answer within ${PATIENCE_MS / 1_000} s`
    return {
      findings: [warn('Server', message, 'Start it with tally serve, unless it is meant to be down.')],
      time: undefined,
    }
  }
  if (key === undefined)
    findings.push(
      warn(
        'API key',
        'none is given for this server',
        'Set TALLYSTICK_KEY, or make one: tally keys create NAME --scope read',
      ),
    )
  else findings.push(await checkKey(send, version))
  return { findings, time: Number.isNaN(time) ? undefined : time }
}

async function checkKey(send: ReturnType<typeof createTransport>['send'], version: string): Promise<Finding> {
  try {
    const me = (await (await send('/api/v1/whoami')).json()) as {
      key: { tenant: string; scopes: string[] }
      version: string
    }
    const message = `works, for tenant ${me.key.tenant} (${me.key.scopes.join(', ')})`
    return me.version === version
      ? ok('API key', message)
      : warn(
          'API key',
          `${message}; but the server is version ${me.version} and this is ${version}`,
          'Bring both to the same version.',
        )
  } catch (error) {
    return fail(
      'API key',
      (error as Error).message,
      'Make a new one: tally keys create NAME --data DIR, with the server stopped or an admin key.',
    )
  }
}
