/** The DLP evaluation data of TALLY_DATA (default ../shared/data), for the accuracy report and conformance tests: never part of the project. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { threadId } from 'node:worker_threads'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The folder of data sets, unpacking `dlp.tar.gz` below `.tmp` once where there is only that; undefined when there is neither. */
export function dlpFolder(): string | undefined {
  const data = resolve(ROOT, process.env.TALLY_DATA || '../shared/data')
  const folder = join(data, 'dlp')
  if (existsSync(folder)) return folder
  const archive = join(data, 'dlp.tar.gz')
  if (!existsSync(archive)) return undefined
  const { size, mtimeMs } = statSync(archive)
  const unpacked = join(ROOT, '.tmp', `dlp-${size}-${Math.round(mtimeMs)}`)
  if (!existsSync(unpacked)) {
    // Renamed when it is whole: several tests and threads may unpack at once.
    const partial = `${unpacked}.${process.pid}.${threadId}`
    mkdirSync(partial, { recursive: true })
    const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', partial], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${archive} cannot be unpacked: ${stderr}`)
    if (existsSync(unpacked)) rmSync(partial, { recursive: true })
    else renameSync(partial, unpacked)
  }
  return join(unpacked, 'dlp')
}

/** A data set by its path below the folder, parsed; undefined when it is not there. */
export function dlpSet<T>(path: string): T[] | undefined {
  const folder = dlpFolder()
  const file = folder && join(folder, path)
  if (file === undefined || !existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  if (path.endsWith('.jsonl'))
    return text
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line) as T)
  const value: unknown = JSON.parse(text)
  return (Array.isArray(value) ? value : [value]) as T[]
}
