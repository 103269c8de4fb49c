import { open, rename, rm, stat } from 'node:fs/promises'
import { TallyError } from '@tallystick/core'
import { createStyle } from '../output/style.ts'
import type { Terminal } from '../terminal.ts'
import type { Write } from './types.ts'

/** Where a report goes: standard output, or a file that stands under its name when it is complete. */
export type Destination = {
  readonly write: Write
  readonly style: Terminal['style']
  finish(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

const nothing = async (): Promise<void> => {}

export async function destinationOf(path: string | undefined, terminal: Terminal): Promise<Destination> {
  if (path === undefined)
    return { write: text => terminal.print(text), style: terminal.style, finish: nothing, abandon: nothing }
  const unwritable = (error: NodeJS.ErrnoException): never => {
    throw new TallyError('TALLY_CLI_USAGE', `cannot write ${path}: ${error.code}`, { cause: error })
  }
  // Before anything is scanned, not when the report is to take its place.
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory())
    throw new TallyError('TALLY_CLI_USAGE', `--out names a file, and ${path} is a folder`)
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600).catch(unwritable)
  return {
    write: async text => {
      await file.writeFile(text)
    },
    style: createStyle(false),
    finish: async () => {
      await file.close()
      await rename(part, path).catch(unwritable)
    },
    abandon: async () => {
      await file.close()
      await rm(part, { force: true })
    },
  }
}
