import type { SseEvent } from './sse.ts'

/** Turns the events of an upstream's stream into those that the client gets. */
export type AnswerStream = {
  /** Frames to send. Throws TALLY_UPSTREAM_PROTOCOL for what is not of the protocol, and as lanes do. */
  event(event: SseEvent & { readonly data: string }): Promise<string>
  /** The upstream has said all: frames of what was held back. */
  end(): Promise<string>
}
