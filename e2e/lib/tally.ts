import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TALLY = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url))

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs `tally` to its end, with a configuration folder of its own. */
export function tally(
  args: readonly string[],
  options: { readonly config?: string; readonly input?: string } = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TALLY, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1', XDG_CONFIG_HOME: options.config ?? '/nonexistent' },
    ...(options.input === undefined ? {} : { input: options.input }),
  })
  return { code: status, stdout, stderr }
}

/** The instance's verifier key, as an operator would have pinned it. */
export const pinOf = (data: string): string => readFileSync(join(data, 'keys', 'verifier.pub'), 'utf8').trim()

export const verify = (data: string, ...more: string[]): Ran =>
  tally(['verify', '--data', data, '--pin', pinOf(data), ...more])
