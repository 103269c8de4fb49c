import { closeSync, constants, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Socket } from 'node:net'

/** Bytes of a piece. */
const PIECE = 1 << 20

/** A file's bytes in pieces, up to its end: some, as in /proc, say that they are empty and are not. */
export async function* readDisk(path: Buffer, size: number): AsyncGenerator<Buffer> {
  if (size > 0 && size < PIECE) {
    const whole = readSmall(path, size)
    if (whole !== undefined) {
      yield whole
      return
    }
  }
  const file = await open(path, 'r')
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE)
      let filled = 0
      while (filled < PIECE) {
        const { bytesRead } = await file.read(piece, filled, PIECE - filled, null)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      if (filled > 0) yield piece.subarray(0, filled)
      if (filled < PIECE) return
    }
  } finally {
    await file.close()
  }
}

/** What is written into a pipe that has a name. Waiting for somebody to write ends with `signal`. */
export async function* readPipe(path: Buffer, signal?: AbortSignal): AsyncGenerator<Buffer> {
  // Opened so, it does not wait for one who writes.
  const pipe = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), writable: false })
  const stop = (): void => void pipe.destroy(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    signal?.throwIfAborted()
    yield* pipe as AsyncIterable<Buffer>
  } finally {
    signal?.removeEventListener('abort', stop)
    pipe.destroy()
  }
}

/**
 * A small file at once: three trips to the thread pool would take longer than scanning it. Undefined when it has become longer than it
 * was.
 */
function readSmall(path: Buffer, size: number): Buffer | undefined {
  const file = openSync(path, 'r')
  try {
    const piece = Buffer.allocUnsafe(size + 1)
    let filled = 0
    for (;;) {
      const read = readSync(file, piece, filled, piece.length - filled, null)
      filled += read
      if (filled > size) return undefined
      if (read === 0) return piece.subarray(0, filled)
    }
  } finally {
    closeSync(file)
  }
}
