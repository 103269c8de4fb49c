import type { Match, Scanner, View } from '../types.ts'
import { committedReader, Findings, type NetworkReader } from './model/findings.ts'
import { addSegment, committedModel, type Model } from './model/index.ts'
import { scoreWindows, type Window } from './model/windows.ts'
import { type Sign, specificity, TYPES } from './rules.ts'
import { readSegments, type Segments, SIGNS } from './segments.ts'

export type AttackOptions = {
  /** From 0 to 1, 0.5 unless given: lower finds more, and more that is none. */
  readonly threshold?: number
}

/** Matches told of one text. */
const MAX_MATCHES = 16
/** What it adds that somebody took the trouble to encode or hide an instruction. */
const HIDDEN_BONUS = 1.5
const MIN_LETTERS = 8
/** Letters in tag characters: flags of countries' parts have six at most. */
const MIN_TAGGED = 8

/** What it is called when no sign says more. */
const IN_DATA: Sign = { id: 'embedded-instruction', type: 'tool_abuse', reason: 'an instruction inside data' }
const ALONE: Sign = { id: 'model', type: 'prompt_attack', reason: 'reads like a prompt attack' }

/** More than any sign weighs. */
const MAX_WEIGHT = 100

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit))

/**
 * Finds attempts to take a model from its instructions. Rules, a linear model and a small network look at each sentence, at runs of them and at the whole;
 * where together they are sure enough, the place is told with the sign that speaks loudest for it.
 */
export function attacksScanner(options: AttackOptions = {}): Scanner {
  const threshold = options.threshold ?? 0.5
  if (!(threshold > 0 && threshold < 1))
    throw new RangeError('the threshold of prompt attacks lies between 0 and 1')
  const model = committedModel()
  const network = committedReader()
  const shift = model.threshold + Math.log(threshold / (1 - threshold))
  return {
    id: 'attacks',
    version: '1',
    stages: ['input', 'output'],
    types: TYPES,
    scan: view => scanView(view, model, network, shift),
  }
}

function scanView(view: View, model: Model, network: NetworkReader, shift: number): Match[] {
  const { text } = view
  const isEncoded = view.encoding !== 'plain' && view.encoding !== 'url'
  const tags = view.hidden.reduce((sum, { kind, count }) => sum + (kind === 'tag' ? count : 0), 0)
  const bonus = isEncoded || tags >= MIN_TAGGED ? HIDDEN_BONUS : 0
  const sums = { sums: [], norms: [] }
  const findings = new Findings(network)
  const segments = readSegments(text, read => {
    addSegment(model, read, sums)
    findings.add(read)
  })
  const windows = scoreWindows(segments, sums, findings, model, shift - bonus)
  const taken: Window[] = []
  for (const window of windows.sort((a, b) => b.logit - a.logit || a.from - b.from)) {
    if (taken.length >= MAX_MATCHES) break
    if (taken.some(other => window.from < other.to && other.from < window.to)) continue
    if (hasWords(text, segments.starts[window.from] as number, segments.ends[window.to - 1] as number))
      taken.push(window)
  }
  if (taken.length === 0 && view.encoding === 'tags' && text.length >= MIN_TAGGED) return [taggedText(text)]
  return taken.map(window => ({
    ...nameOf(window, segments, model, isEncoded),
    ...placeOf(window, segments, text),
    score: sigmoid(window.logit + bonus - model.threshold),
  }))
}

const taggedText = (text: string): Match => ({
  type: 'hidden_text',
  rule: 'attacks/tag-characters',
  start: 0,
  end: text.length,
  score: 0.9,
  reason: 'text in invisible tag characters',
})

/** Rows of numbers are unlike any text, and no instruction: what is told has letters. */
function hasWords(text: string, start: number, end: number): boolean {
  let letters = 0
  for (let at = start; at < end && letters < MIN_LETTERS; at++) {
    const code = text.charCodeAt(at) | 0x20
    // An ideograph is as good as a word.
    if (code >= 0x2e80) letters += 3
    else if ((code >= 0x61 && code <= 0x7a) || code > 0xbf) letters++
  }
  return letters >= MIN_LETTERS
}

/** Without the blanks around it. */
function placeOf(window: Window, { starts, ends }: Segments, text: string): { start: number; end: number } {
  let start = starts[window.from] as number
  let end = ends[window.to - 1] as number
  while (end > start + 1 && text.charCodeAt(end - 1) <= 0x20) end--
  while (start < end - 1 && text.charCodeAt(start) <= 0x20) start++
  return { start, end }
}

/** By the most specific sign in it, and of several the one that speaks loudest. */
function nameOf(
  window: Window,
  segments: Segments,
  model: Model,
  isEncoded: boolean,
): Pick<Match, 'type' | 'rule' | 'reason'> {
  let found = -1
  const rank = (sign: number): number =>
    specificity(SIGNS[sign] as Sign) * MAX_WEIGHT + (model.signs[sign] as number)
  for (let at = window.from; at < window.to; at++) {
    for (let rest = segments.signs[at] as number; rest !== 0; rest &= rest - 1) {
      const sign = 31 - Math.clz32(rest & -rest)
      if ((model.signs[sign] as number) > 0 && (found < 0 || rank(sign) > rank(found))) found = sign
    }
  }
  const { type, id, reason }: Sign = SIGNS[found] ?? (window.inData ? IN_DATA : ALONE)
  return {
    type: isEncoded ? 'hidden_text' : type,
    rule: `attacks/${id}`,
    reason: isEncoded ? `encoded: ${reason}` : reason,
  }
}
