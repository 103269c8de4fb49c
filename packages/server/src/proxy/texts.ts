import { isObject, type Json, type JsonObject } from './json.ts'

/** A text in a body, where it can be replaced. */
export type Text = {
  readonly text: string
  /** `json`: the text is JSON, as the arguments of a tool call. */
  readonly kind: 'text' | 'json'
  /** Who said it, where that is told. */
  readonly role: string | undefined
  readonly replace: (text: string) => void
}

export type Texts = {
  readonly texts: readonly Text[]
  /** Token numbers stand where a text could: nobody here can read them. */
  readonly hasTokens: boolean
}

/**
 * Names of fields that hold what is said, in the bodies of chat, completions, embeddings and responses, and of services that follow them. What
 * is under other names (ids, URLs of images, files in base64, definitions of tools) is not read, and passes as it is.
 */
const SAID: ReadonlySet<string> = new Set([
  'content',
  'text',
  'refusal',
  'reasoning',
  'reasoning_content',
  'transcript',
  'arguments',
  'input',
  'output',
  'prompt',
  'suffix',
  'instructions',
  'code',
  'logs',
  'summary',
])
/** What the client configures, and echoes of it in answers. */
const PASSED: ReadonlySet<string> = new Set([
  'tools',
  'functions',
  'tool_choice',
  'response_format',
  'metadata',
  'logprobs',
  'annotations',
  'usage',
  'image_url',
  'file',
  'input_audio',
  'error',
])

/** The texts of a request or of an answer, in the order in which they stand. */
export function textsOf(body: JsonObject, names: readonly string[]): Texts {
  const texts: Text[] = []
  let hasTokens = false
  const visit = (
    holder: JsonObject | Json[],
    key: string | number,
    name: string,
    role: string | undefined,
    isData = false,
  ): void => {
    const value = (holder as Record<string | number, Json>)[key]!
    if (typeof value === 'string') {
      if (value === '' || !(isData || SAID.has(name))) return
      const replace = (text: string) => {
        ;(holder as Record<string | number, Json>)[key] = text
      }
      texts.push({ text: value, kind: name === 'arguments' && !isData ? 'json' : 'text', role, replace })
    } else if (Array.isArray(value)) {
      if (TOKENS.has(name) && value.length > 0 && isTokens(value)) hasTokens = true
      else for (const index of value.keys()) visit(value, index, name, role, isData)
    } else if (isObject(value)) {
      const own = typeof value.role === 'string' ? value.role : (ROLES[String(value.type)] ?? role)
      // Arguments that some services give as an object instead of its JSON: all of it is said.
      const data = isData || name === 'arguments'
      for (const inner of Object.keys(value))
        if (data || !PASSED.has(inner)) visit(value, inner, inner, own, data)
    }
  }
  for (const name of names)
    if (body[name] !== undefined && !PASSED.has(name))
      visit(body, name, name, name === 'instructions' ? 'developer' : undefined)
  return { texts, hasTokens }
}

/** Where numbers stand for words. */
const TOKENS: ReadonlySet<string> = new Set(['prompt', 'input'])

/** Items of a response that name no role. */
const ROLES: Readonly<Record<string, string>> = {
  function_call: 'assistant',
  custom_tool_call: 'assistant',
  reasoning: 'assistant',
  function_call_output: 'tool',
  custom_tool_call_output: 'tool',
}

function isTokens(values: readonly Json[]): boolean {
  return values.every(
    value => typeof value === 'number' || (Array.isArray(value) && value.length > 0 && isTokens(value)),
  )
}
