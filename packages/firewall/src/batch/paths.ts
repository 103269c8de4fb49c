import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Paths are bytes: on Linux a name need not be UTF-8. */
export const SLASH = Buffer.from('/')
const HERE = Buffer.from('.')

const withSlash = (folder: Buffer): Buffer =>
  folder.at(-1) === SLASH[0] ? folder : Buffer.concat([folder, SLASH])

export const join = (folder: Buffer, name: Buffer): Buffer =>
  folder.equals(HERE) ? name : Buffer.concat([withSlash(folder), name])

/** Whether a path is a folder, or below it. */
export const isWithin = (root: Buffer, path: Buffer): boolean => {
  const start = withSlash(root)
  return path.equals(root) || path.subarray(0, start.length).equals(start)
}

/** What a file outside of any repository is called: from the working directory when it is below that, else by its whole path. */
export function outsideName(path: string): string {
  const whole = resolve(path)
  const below = relative(process.cwd(), whole)
  const name = below.split(sep)[0] === '..' || isAbsolute(below) ? whole : below
  return name.split(sep).join('/')
}
