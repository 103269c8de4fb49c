import { open } from 'node:fs/promises'

/** The few things the log asks of a file; tests put failing ones in its place. */
export interface WalFile {
  /** Writes buffers one after the other at a position. Resolves to how many bytes it took, which may be fewer. */
  writev(buffers: readonly Buffer[], position: number): Promise<number>
  /** Makes everything written, and the length, durable. */
  sync(): Promise<void>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

/** Creates an empty file whose name is durable in its directory; fails when there is one. */
export type CreateWalFile = (directory: string, path: string) => Promise<WalFile>

export const createWalFile: CreateWalFile = async (directory, path) => {
  const handle = await open(path, 'wx', 0o600)
  await using folder = await open(directory, 'r')
  await folder.sync()
  return {
    async writev(buffers, position) {
      const { bytesWritten } = await handle.writev(buffers, position)
      return bytesWritten
    },
    sync: () => handle.datasync(),
    truncate: length => handle.truncate(length),
    close: () => handle.close(),
  }
}
