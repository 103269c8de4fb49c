import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { type ClientOptions, withClient } from '../client/open.ts'
import { type ExitCode, OK, stoppedCode } from '../exit-codes.ts'
import { formatCount, formatDuration, plural } from '../output/numbers.ts'
import { jsonLine } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'

export type ReindexOptions = ClientOptions & { readonly json?: boolean }

/** Folders of the index by the driver that made them. */
const FOLDERS = { chdb: 'clickhouse', sqlite: 'sqlite' } as const

/** `tally reindex`: drops the store's rows and reads the journal anew; `--store` switches the engine. */
export async function runReindex(options: ReindexOptions, terminal: Terminal): Promise<ExitCode> {
  const signal = terminal.interrupted()
  const progress = terminal.progress()
  const started = terminal.now()
  const outcome = await withClient(options, terminal, async client => {
    if (client.kind === 'server' && options.store !== undefined)
      throw new TallyError(
        'TALLY_CLI_USAGE',
        'a running server keeps its engine: stop it and name the directory with --data to switch',
      )
    try {
      await client.reindex(
        ({ tenant, done, total }) =>
          progress.show(`${tenant}: ${formatCount(done)} of ${formatCount(total)} events indexed`),
        signal,
      )
    } catch (error) {
      if (!signal.aborted) throw error
      terminal.note(
        client.kind === 'server'
          ? 'Interrupted. The server goes on with it.'
          : 'Interrupted. The index is incomplete; it catches up when the directory is opened next.',
      )
      return undefined
    } finally {
      progress.clear()
    }
    const { engine } = await client.health()
    const { tenants } = await client.stats()
    return {
      engine,
      directory: client.kind === 'directory' ? client.target : undefined,
      events: tenants.reduce((sum, { indexed }) => sum + indexed, 0),
    }
  })
  if (outcome === undefined) return stoppedCode(signal)
  const { engine, directory, events } = outcome
  // What another engine had built is of no use once this one holds everything.
  const unused = engine === 'clickhouse' ? FOLDERS.sqlite : engine === 'sqlite' ? FOLDERS.chdb : undefined
  if (unused !== undefined && directory !== undefined)
    await rm(join(directory, 'index', unused), { recursive: true, force: true })
  const took = terminal.now() - started
  await terminal.print(
    options.json
      ? jsonLine({ engine, events, took_ms: took })
      : `${plural(events, 'event')} indexed into ${engine} in ${formatDuration(took)}.\n`,
  )
  return OK
}
