import type { AnswerStream } from './answer-stream.ts'
import { createChatStream } from './chat-stream.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerFacts } from './facts.ts'
import { createResponseStream } from './response-stream.ts'

/** An endpoint of OpenAI's API that takes something said. */
export type Endpoint = {
  /** Below the base URL. */
  readonly path: string
  readonly operation: string
  readonly summary: string
  readonly operationId: string
  /** Fields of the body that say something. */
  readonly said: readonly string[]
  /** How its answers are scanned; those of embeddings say nothing. */
  readonly stream: ((exchange: Exchange, facts: AnswerFacts) => AnswerStream) | undefined
}

export const ENDPOINTS: readonly Endpoint[] = [
  {
    path: '/chat/completions',
    operation: 'chat',
    summary: 'Chat completion through the firewall',
    operationId: 'chatCompletion',
    said: ['messages', 'prediction'],
    stream: createChatStream,
  },
  {
    path: '/completions',
    operation: 'completion',
    summary: 'Completion through the firewall',
    operationId: 'completion',
    said: ['prompt', 'suffix'],
    stream: createChatStream,
  },
  {
    path: '/embeddings',
    operation: 'embedding',
    summary: 'Embeddings through the firewall',
    operationId: 'embeddings',
    said: ['input'],
    stream: undefined,
  },
  {
    path: '/responses',
    operation: 'chat',
    summary: 'Response through the firewall',
    operationId: 'response',
    said: ['instructions', 'input', 'prompt'],
    stream: createResponseStream,
  },
]
