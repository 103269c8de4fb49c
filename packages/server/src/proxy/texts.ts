import { isObject, type Json, type JsonObject, parseFaithfully, rename, writtenNumber } from './json.ts'

/** A text in a body, where it can be replaced. */
export type Text = {
  readonly text: string
  /** `json`: the text is JSON, as the arguments of a tool call, and an answer that was asked for as JSON. */
  readonly kind: 'text' | 'json'
  /** Somebody says it. What is configured, described or named holds values too, but speaks to nobody. */
  readonly isSaid: boolean
  /** Who said it, where that is told. */
  readonly role: string | undefined
  readonly replace: (text: string) => void
}

export type Texts = {
  readonly texts: readonly Text[]
  /** Token numbers stand where a text could: nobody here can read them. */
  readonly hasTokens: boolean
}

/** Names of fields that hold what is said, in the bodies of chat, completions, embeddings and responses, and of services that follow them. */
export const SAID: ReadonlySet<string> = new Set([
  'messages',
  'content',
  'text',
  'value',
  'refusal',
  'reasoning',
  'reasoning_content',
  'thinking',
  'transcript',
  'arguments',
  'input',
  'output',
  'output_text',
  'prompt',
  'suffix',
  'instructions',
  'code',
  'logs',
  'summary',
  'delta',
  'message',
  'response',
  'completion',
  'generated_text',
  'answer',
  'token',
])
/** Names of fields that say what something is. */
export const STRUCTURE: ReadonlySet<string> = new Set([
  'type',
  'role',
  'id',
  'object',
  'name',
  'model',
  'status',
  'format',
  'detail',
  'index',
  'tool_call_id',
  'call_id',
  'item_id',
  'signature',
  'encrypted_content',
  'finish_reason',
  'obfuscation',
])
/** Arguments that some services give as an object instead of its JSON, and what else reads best with its names in front of its values. */
const DATA: ReadonlySet<string> = new Set(['arguments', 'args', 'metadata'])
/** Where files stand in base64, in data: URLs and bare. */
const URLS: ReadonlySet<string> = new Set(['image_url', 'file_url', 'audio_url', 'video_url', 'url', 'image'])
const BYTES: ReadonlySet<string> = new Set([
  'data',
  'file_data',
  'b64_json',
  'result',
  'partial_image_b64',
  'encrypted_content',
  'signature',
])
const DATA_URL = /^data:[\w.+/-]*(?:;[\w.+-]+=[\w.+-]+)*;base64,[A-Za-z0-9+/_-]*={0,2}$/i
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
/** Characters of base64 that are no token of any service any more. */
const MIN_BYTES = 200

/** Whether a value is the bytes of a file, or sealed by the upstream: there is no text in it to read. */
function isOpaque(name: string, value: string): boolean {
  if (!URLS.has(name) && !BYTES.has(name)) return false
  if (DATA_URL.test(value)) return true
  return BYTES.has(name) && value.length >= MIN_BYTES && BASE64.test(value)
}

/** Whether a name could be a value: it is not just a word or two. Keys of services are long, and may have few digits. */
export const isTelling = (name: string): boolean =>
  name.length > 64 ||
  !/^[\w$.-]*$/.test(name) ||
  /\d\D*\d\D*\d\D*\d/.test(name) ||
  (name.length >= 16 && /\d/.test(name))

/** Names that lead to what a model answers, beside what it thinks, declines and asks of tools, and those of its texts. */
const LEADS: ReadonlySet<string> = new Set([
  'choices',
  'message',
  'delta',
  'content',
  'text',
  'output',
  'output_text',
  'item',
  'part',
  'response',
])
const ANSWERS: ReadonlySet<string> = new Set(['content', 'text', 'output_text'])

/** Whether the names that lead to a text are those of what a model answers. */
export const isAnswer = (names: readonly string[]): boolean =>
  names.every(name => LEADS.has(name)) && ANSWERS.has(names.at(-1)!)

type Place = {
  readonly isSaid: boolean
  readonly role: string | undefined
  /** Names that lead there; undefined where what a model answers is no JSON, or this is none of it. */
  readonly answer: readonly string[] | undefined
}

export type TextsOptions = {
  /** The entries of the body to look at; all by default. */
  readonly only?: readonly string[]
  /** What a model answers here is JSON. */
  readonly isJson?: boolean
}

/**
 * All texts of a request or of an answer, in the order in which they stand: values at any depth, and names that could be values. `said`: where something is
 * said.
 */
export function textsOf(
  body: JsonObject,
  said: readonly string[],
  { only = Object.keys(body), isJson = false }: TextsOptions = {},
): Texts {
  const texts: Text[] = []
  let hasTokens = false
  const visit = (holder: JsonObject | Json[], key: string | number, name: string, place: Place): void => {
    const slots = holder as Record<string | number, Json>
    const value = slots[key]!
    const { isSaid, role: speaker } = place
    const add = (text: string, kind: Text['kind'], replace: (text: string) => void) =>
      texts.push({ text, kind, isSaid, role: speaker, replace })
    const put = (text: string) => {
      slots[key] = text
    }
    const number = writtenNumber(value)
    if (typeof value === 'string') {
      const isData = name === 'arguments' || (place.answer !== undefined && isAnswer(place.answer))
      if (value !== '' && !isOpaque(name, value)) add(value, isData ? 'json' : 'text', put)
    } else if (number !== undefined) {
      if (DATA.has(name) || (isSaid && SAID.has(name))) add(number, 'text', put)
      // With its name, by which some are known.
      else if (isSaid && isLong(number))
        add(JSON.stringify({ [name]: value }), 'json', text => {
          const pair = jsonOf(text)
          slots[key] = isObject(pair) ? Object.values(pair)[0]! : text
        })
    } else if (typeof value === 'object' && value !== null && isData(holder, name, value))
      add(JSON.stringify(value), 'json', text => {
        slots[key] = jsonOf(text)
      })
    else if (Array.isArray(value)) {
      if (isSaid && SAID.has(name) && value.some(one => writtenNumber(one) !== undefined)) hasTokens = true
      else for (const index of value.keys()) visit(value, index, name, place)
    } else if (isObject(value)) {
      const role = roleOf(value) ?? speaker
      const answer = value.type === 'reasoning' ? undefined : place.answer
      for (const inner of Object.keys(value)) entry(value, inner, { isSaid, role, answer })
    }
  }
  const entry = (holder: JsonObject, key: string, { isSaid, role, answer }: Place): void => {
    const name = key.toLowerCase()
    visit(holder, key, name, {
      isSaid: isSaid && !STRUCTURE.has(name),
      role: OUTPUTS.has(name) && role === 'call' ? 'tool' : role,
      answer: answer && [...answer, name],
    })
    // Behind its value, which is replaced by its old name.
    if (isTelling(key))
      texts.push({
        text: key,
        kind: 'text',
        isSaid: false,
        role,
        replace: text => rename(holder, key, text),
      })
  }
  for (const key of only) {
    if (!Object.hasOwn(body, key)) continue
    const name = key.toLowerCase()
    entry(body, key, {
      isSaid: said.includes(name),
      role: name === 'instructions' ? 'developer' : roleOf(body),
      answer: isJson ? [] : undefined,
    })
  }
  return { texts, hasTokens }
}

/** Whether a value is looked at as JSON. The `input` of a call is its arguments; that of a request is not. */
const isData = (holder: JsonObject | Json[], name: string, value: Json): boolean =>
  DATA.has(name) ||
  (name === 'input' && isObject(value) && isObject(holder) && /use$|call$/.test(String(holder.type)))

/** Digits of a number within what is said; shorter ones, and shares of one, are nobody's. */
const MIN_DIGITS = 9
const isLong = (number: string): boolean =>
  !/^-?0?\./.test(number) && (number.match(/\d/g)?.length ?? 0) >= MIN_DIGITS

function jsonOf(text: string): Json {
  try {
    return parseFaithfully(text)
  } catch {
    return text
  }
}

/** Fields of a call that hold what a tool said. */
const OUTPUTS: ReadonlySet<string> = new Set(['output', 'error', 'stdout', 'stderr', 'results', 'logs'])

/** Who speaks, by the role, or for items of a response that name none by their type: `call` for what a model asks of a tool. */
function roleOf({ role, type }: JsonObject): string | undefined {
  if (typeof role === 'string') return role.toLowerCase()
  if (typeof type !== 'string') return undefined
  if (type.endsWith('_output')) return 'tool'
  return type.endsWith('_call') ? 'call' : type === 'reasoning' ? 'assistant' : undefined
}
