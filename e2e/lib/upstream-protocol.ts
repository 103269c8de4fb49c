/** What an OpenAI-compatible service answers, as JSON bodies and as server-sent events, in the shapes of its API reference. */

export type ToolCall = { readonly id: string; readonly name: string; readonly arguments: string }
export type Choice = {
  readonly content?: string
  readonly refusal?: string
  readonly toolCalls?: readonly ToolCall[]
  /** Give each token of the content its log probability too. */
  readonly logprobs?: boolean
}

const CREATED = 1_764_000_000
export const MODEL = 'local-1'
export const USAGE = { prompt_tokens: 21, completion_tokens: 34, total_tokens: 55 }

/** A text in pieces of `size` UTF-16 code units, which may split surrogate pairs as real services do with tokens. */
export function piecesOf(text: string, size: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size))
  return pieces
}

const finishOf = ({ toolCalls }: Choice): string => (toolCalls === undefined ? 'stop' : 'tool_calls')
const logprobsOf = (token: string) => ({
  content: [{ token, logprob: -0.25, bytes: [...Buffer.from(token)], top_logprobs: [] }],
  refusal: null,
})

export function chatBody(choices: readonly Choice[]): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: CREATED,
    model: MODEL,
    choices: choices.map((choice, index) => ({
      index,
      message: {
        role: 'assistant',
        content: choice.content ?? null,
        refusal: choice.refusal ?? null,
        ...(choice.toolCalls === undefined
          ? {}
          : {
              tool_calls: choice.toolCalls.map(({ id, name, arguments: text }) => ({
                id,
                type: 'function',
                function: { name, arguments: text },
              })),
            }),
      },
      logprobs: choice.logprobs ? logprobsOf(choice.content ?? '') : null,
      finish_reason: finishOf(choice),
    })),
    usage: USAGE,
    system_fingerprint: 'fp_local',
    x_vendor: { seed: 12345678901234567890n },
  }
}

/** The chunks of a streamed chat, the choices interleaved piece by piece. */
export function chatChunks(choices: readonly Choice[], size: number, withUsage: boolean): object[] {
  const chunk = (index: number, delta: object, finish: string | null = null, more: object = {}) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: MODEL,
    system_fingerprint: 'fp_local',
    choices: [{ index, delta, logprobs: null, finish_reason: finish, ...more }],
    ...(withUsage ? { usage: null } : {}),
  })
  const lanes = choices.map((choice, index) => [
    chunk(index, { role: 'assistant', content: '', refusal: null }),
    ...piecesOf(choice.content ?? '', size).map(content =>
      chunk(index, { content }, null, choice.logprobs ? { logprobs: logprobsOf(content) } : {}),
    ),
    ...piecesOf(choice.refusal ?? '', size).map(refusal => chunk(index, { refusal })),
    ...(choice.toolCalls ?? []).flatMap(({ id, name, arguments: text }, call) => [
      chunk(index, {
        tool_calls: [{ index: call, id, type: 'function', function: { name, arguments: '' } }],
      }),
      ...piecesOf(text, size).map(piece =>
        chunk(index, { tool_calls: [{ index: call, function: { arguments: piece } }] }),
      ),
    ]),
    chunk(index, {}, finishOf(choice)),
  ])
  const longest = Math.max(...lanes.map(({ length }) => length))
  const chunks = Array.from({ length: longest }, (_, at) => lanes.flatMap(lane => lane[at] ?? [])).flat()
  return withUsage ? [...chunks, { ...chunk(0, {}), choices: [], usage: USAGE }] : chunks
}

export function completionBody(texts: readonly string[]): object {
  return {
    id: 'cmpl-1',
    object: 'text_completion',
    created: CREATED,
    model: MODEL,
    choices: texts.map((text, index) => ({ index, text, logprobs: null, finish_reason: 'stop' })),
    usage: USAGE,
  }
}

export function completionChunks(texts: readonly string[], size: number): object[] {
  const chunk = (index: number, text: string, finish: string | null) => ({
    id: 'cmpl-1',
    object: 'text_completion',
    created: CREATED,
    model: MODEL,
    choices: [{ index, text, logprobs: null, finish_reason: finish }],
  })
  return texts.flatMap((text, index) => [
    ...piecesOf(text, size).map(piece => chunk(index, piece, null)),
    chunk(index, '', 'stop'),
  ])
}

const itemsOf = ({ content, toolCalls = [] }: Choice): object[] => [
  ...(content === undefined
    ? []
    : [
        {
          id: 'msg_1',
          type: 'message',
          status: 'completed',
          role: 'assistant',
          content: [{ type: 'output_text', text: content, annotations: [] }],
        },
      ]),
  ...toolCalls.map(({ id, name, arguments: text }) => ({
    id: `fc_${id}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: text,
  })),
]

export function responseBody(choice: Choice): object {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: CREATED,
    status: 'completed',
    model: MODEL,
    output: itemsOf(choice),
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    usage: { input_tokens: 21, output_tokens: 34, total_tokens: 55 },
  }
}

/** The events of a streamed response, in the order in which the service sends them. */
export function responseEvents(choice: Choice, size: number): { readonly type: string }[] {
  const whole = responseBody(choice)
  const events: { type: string; [name: string]: unknown }[] = [
    { type: 'response.created', response: { ...whole, status: 'in_progress', output: [], usage: null } },
    { type: 'response.in_progress', response: { ...whole, status: 'in_progress', output: [], usage: null } },
  ]
  let output = 0
  if (choice.content !== undefined) {
    const at = { item_id: 'msg_1', output_index: output, content_index: 0 }
    const [item] = itemsOf({ content: choice.content })
    const part = { type: 'output_text', text: choice.content, annotations: [] }
    events.push(
      {
        type: 'response.output_item.added',
        output_index: output,
        item: { ...item, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      ...piecesOf(choice.content, size).map(delta => ({
        type: 'response.output_text.delta',
        ...at,
        delta,
        logprobs: [],
      })),
      { type: 'response.output_text.done', ...at, text: choice.content, logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
      { type: 'response.output_item.done', output_index: output, item },
    )
    output++
  }
  for (const call of choice.toolCalls ?? []) {
    const [item] = itemsOf({ toolCalls: [call] })
    const at = { item_id: `fc_${call.id}`, output_index: output }
    events.push(
      {
        type: 'response.output_item.added',
        output_index: output,
        item: { ...item, status: 'in_progress', arguments: '' },
      },
      ...piecesOf(call.arguments, size).map(delta => ({
        type: 'response.function_call_arguments.delta',
        ...at,
        delta,
      })),
      { type: 'response.function_call_arguments.done', ...at, name: call.name, arguments: call.arguments },
      { type: 'response.output_item.done', output_index: output, item },
    )
    output++
  }
  events.push({ type: 'response.completed', response: whole })
  return events.map((event, sequence_number) => ({ ...event, sequence_number }))
}

export function embeddingsBody(count: number): object {
  return {
    object: 'list',
    data: Array.from({ length: count }, (_, index) => ({
      object: 'embedding',
      index,
      embedding: [0.125, -0.5, 0.25],
    })),
    model: MODEL,
    usage: { prompt_tokens: 8, total_tokens: 8 },
  }
}

/** JSON, with integers that no double holds written as they are. */
export const json = (value: object): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? `\u0000${inner}` : inner,
  ).replaceAll(/"\\u0000(\d+)"/g, '$1')
