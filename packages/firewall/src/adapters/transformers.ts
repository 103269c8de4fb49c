import { TallyError } from '@tallystick/core'
import type { Match, ScanContext, Scanner, TypeInfo, View } from '../types.ts'
import { alignTokens, type Token } from './tokens.ts'

/** A token-classification pipeline of transformers.js. */
export type TokenClassifier = (text: string, options: { ignore_labels: string[] }) => Promise<unknown>

export type TransformersOptions = {
  /** Name on the Hugging Face hub, or a folder: one that classifies tokens into PER, LOC and ORG. */
  readonly model: string
  /** In place of the one that is loaded: `(await import('@huggingface/transformers')).pipeline('token-classification', model)`. */
  readonly pipeline?: TokenClassifier
}

const PACKAGE = '@huggingface/transformers'

const TYPES = [
  { type: 'model_person', family: 'personal', title: 'Name of a person, by a model', severity: 'Low' },
  { type: 'model_location', family: 'personal', title: 'Name of a place, by a model', severity: 'Low' },
  {
    type: 'model_organization',
    family: 'personal',
    title: 'Name of an organisation, by a model',
    severity: 'Info',
  },
] as const satisfies readonly TypeInfo[]

/** Labels of CoNLL-2003 and OntoNotes. */
const LABELS: Readonly<Record<string, (typeof TYPES)[number]>> = {
  PER: TYPES[0],
  PERSON: TYPES[0],
  LOC: TYPES[1],
  LOCATION: TYPES[1],
  GPE: TYPES[1],
  ORG: TYPES[2],
  ORGANIZATION: TYPES[2],
}

/** Models take 512 tokens, and hardly any text has more than one for two characters. */
const WINDOW = 1_000
/** Windows share this much, so that no name is cut by both. */
const SHARED = 100

/**
 * Names by a model that runs in this process (transformers.js). Off unless it is given to a pipeline; the package and the model are loaded
 * with the first text. Throws TALLY_SCANNER_MISSING when they are not there, TALLY_SCANNER_SERVICE when the model's answer is no list of tokens.
 */
export function transformersScanner({ model, pipeline }: TransformersOptions): Scanner {
  let loading: Promise<TokenClassifier> | undefined

  function classifier(): Promise<TokenClassifier> {
    if (pipeline !== undefined) return Promise.resolve(pipeline)
    loading ??= load(model).catch(error => {
      // What failed may be there the next time: a network, a package that was installed.
      loading = undefined
      throw error
    })
    return loading
  }

  return {
    id: 'transformers',
    version: `1.0.0+${model}`,
    stages: ['input', 'output', 'file'],
    types: TYPES,
    async scan({ text }: View, { signal }: ScanContext) {
      const classify = await classifier()
      const matches = new Map<string, Match>()
      for (const [start, end] of windows(text)) {
        signal.throwIfAborted()
        const part = text.slice(start, end)
        if (part.trim() === '') continue
        const tokens = tokensOf(await classify(part, { ignore_labels: [] }))
        for (const match of namesOf(part, tokens, start)) keepSurest(matches, match)
      }
      return [...matches.values()].sort((a, b) => a.start - b.start || a.end - b.end)
    },
  }
}

async function load(model: string): Promise<TokenClassifier> {
  let library: { pipeline(task: 'token-classification', model: string): Promise<TokenClassifier> }
  try {
    library = await import(PACKAGE)
  } catch (cause) {
    const missing = /MODULE_NOT_FOUND/.test(String((cause as NodeJS.ErrnoException).code))
    const message = missing
      ? `the package ${PACKAGE} is not installed: npm install ${PACKAGE}`
      : `the package ${PACKAGE} cannot be loaded`
    throw new TallyError('TALLY_SCANNER_MISSING', message, { cause })
  }
  try {
    return await library.pipeline('token-classification', model)
  } catch (cause) {
    throw new TallyError('TALLY_SCANNER_MISSING', `the model ${model} cannot be loaded`, { cause })
  }
}

function* windows(text: string): Generator<[number, number]> {
  for (let start = 0; ; ) {
    const limit = start + WINDOW
    if (limit >= text.length) return yield [start, text.length]
    const blank = text.lastIndexOf(' ', limit)
    const end = blank > start + 2 * SHARED ? blank : limit
    yield [start, end]
    const shared = text.indexOf(' ', end - SHARED)
    start = shared !== -1 && shared < end ? shared : end
  }
}

function tokensOf(answer: unknown): Token[] {
  const isToken = (entry: unknown): entry is Token => {
    const { entity, score, word } = (entry ?? {}) as Record<string, unknown>
    return typeof entity === 'string' && typeof score === 'number' && typeof word === 'string'
  }
  if (!Array.isArray(answer) || !answer.every(isToken)) {
    throw new TallyError('TALLY_SCANNER_SERVICE', 'the model did not answer with a list of tokens')
  }
  return answer
}

/** Tokens of one label that follow each other are one name; its score is their mean. */
function namesOf(part: string, tokens: readonly Token[], shift: number): Match[] {
  const names: { info: TypeInfo; start: number; end: number; scores: number[] }[] = []
  for (const { entity, score, start, end } of alignTokens(part, tokens)) {
    const [, prefix, label = ''] = /^(?:([BIES])-)?(.*)$/.exec(entity) ?? []
    const info = LABELS[label.toUpperCase()]
    if (info === undefined) continue
    const last = names.at(-1)
    const touches = last !== undefined && start - last.end <= 1 && last.info === info
    // B marks a name that begins right behind another; a piece of a word never begins one.
    if (last !== undefined && touches && (prefix !== 'B' || start === last.end)) {
      last.end = end
      last.scores.push(score)
    } else names.push({ info, start, end, scores: [score] })
  }
  return names.map(({ info, start, end, scores }) => ({
    type: info.type,
    rule: `transformers/${info.type.slice('model_'.length)}`,
    start: start + shift,
    end: end + shift,
    score: Math.min(1, Math.max(0, scores.reduce((sum, one) => sum + one, 0) / scores.length)),
    reason: info.title,
    validator: 'model',
  }))
}

/** Of names that two windows both saw, one perhaps cut off. */
function keepSurest(matches: Map<string, Match>, match: Match): void {
  for (const [key, other] of matches) {
    if (other.type !== match.type || other.end <= match.start || match.end <= other.start) continue
    if (other.end - other.start >= match.end - match.start) return
    matches.delete(key)
  }
  matches.set(`${match.start}-${match.end}-${match.type}`, match)
}
