import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the console; undefined in a source tree where it was not built yet. */
export function consoleFolder(): string | undefined {
  const page = fileURLToPath(import.meta.resolve('@tallystick/web/index.html'))
  return existsSync(page) ? dirname(page) : undefined
}
