import {
  type Engine,
  observedReader,
  PERMISSIONS,
  type Read,
  type Reader,
  readerOf,
  readTrailOf,
} from '@tallystick/engine'

/**
 * Reads a data directory in somebody's name: who read what is in the stream `audit` before an answer is given, as a server has it. `close` records what
 * was only counted; the engine stays open.
 */
export function recordedReader(
  engine: Engine,
  tenant: string,
  name: string,
): { readonly reader: Reader; close(): Promise<void> } {
  const trail = readTrailOf(engine)
  const record = (read: Read) => trail.record({ tenant, actor: { name }, reads: [read] })
  return {
    // Whoever may write to the directory may see all that is in it.
    reader: observedReader(readerOf(engine, { tenant, permissions: new Set(PERMISSIONS) }), {
      answered: record,
      flows: record,
    }),
    close: () => trail.close(),
  }
}
