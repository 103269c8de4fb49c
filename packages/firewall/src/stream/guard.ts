import type { Detection } from '../pipeline/index.ts'
import { type Piece, Screen, type StreamOptions } from './screen.ts'

export type StreamEnd = {
  /** The rest that may go out. */
  readonly text: string
  /** What was found in the whole text, and which scanners gave no answer. */
  readonly detection: Detection
  /** The whole text as it came, for its hash. */
  readonly original: string
}

/**
 * Scans and redacts a text that arrives piece by piece: what a model answers. One guard for each text; calls one after the other. Whatever the pieces, what
 * comes out is what `redact` makes of the whole text with what `detectLive` finds in it.
 */
export type StreamGuard = {
  /** Takes what came next, which may end in the middle of a character; gives what may go out now. Rejects with the reason of `signal`. */
  push(chunk: string): Promise<string>
  /** Call once, also of a guard that stopped. */
  end(): Promise<StreamEnd>
  /** The policy blocks what was found or failed, or more would have to wait than may: nothing more goes out. */
  readonly isStopped: boolean
}

export function createStreamGuard(options: StreamOptions): StreamGuard {
  const screen = new Screen(options)
  return {
    push: async chunk => joined(await screen.push(chunk)),
    async end() {
      const { pieces, detection, original } = await screen.end()
      return { text: joined(pieces), detection, original }
    },
    get isStopped() {
      return screen.isStopped
    },
  }
}

const joined = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('')
