/** Models trained without some rows, and how those rows score by them; each is a piece of work of its own, for a thread. */
import { parentPort } from 'node:worker_threads'
import { hashOf } from '../../packages/firewall/src/attacks/hash.ts'
import type { Network } from '../../packages/firewall/src/attacks/model/network.ts'
import { doublings, LONGEST, levelOf } from '../../packages/firewall/src/attacks/model/windows.ts'
import { IN_DATA, type Scored } from './calibrate.ts'
import { clusters } from './duplicates.ts'
import {
  examples,
  type Judge,
  judgeOf,
  look,
  meanOf,
  type Parameters,
  rounded,
  type Sample,
  sampleOf,
  train,
} from './learn.ts'
import { kindsOf, long } from './long.ts'
import { beginNetwork, type Passage, roundedNetwork, trainNetwork } from './network.ts'
import { rowsOf, sources } from './sources.ts'
import { DISGUISES, type Disguise, disguise, Random, type Row, written } from './synthetic/index.ts'
import { type WordVectors, wordVectors } from './vectors.ts'

const SEED = 1
/** Written rows of each way, per round of ways. */
const WRITTEN = 350
/** What a harmless row counts for beside an attack: a false alarm costs more than a miss. */
const HARMLESS = 2.5
/** Rows that a set's rows are weighted to, nearly: a set of 1,500 does not drown one of 100. */
const SET = 200
const MAX_WEIGHT = 3
/** What a row that was written for this counts for: there are as many sets of them as of others. */
const AUTHORED = 0.2
const DISGUISED = 0.15
/** Long harmless texts, and attacks of at most so many characters inside such, that are trained on. */
const LONG_TEXTS = 2_000
const LONG_TRAINED = 12_000
const BURIED = 2_000
const BURIED_ATTACK = 4_000
/** Around a buried attack at least. */
const AROUND = 4_000
/** Of the texts that are measured. */
const LONG = 20_000

const rows = rowsOf(sources())
/** What a row is a near duplicate by: an attack by the order that was put into something, a harmless text by what it was put into. */
const nearOf = ({ text, attack, order, host }: Row): string => (attack ? order : host) ?? text
const nears = [...rows.map(nearOf), ...rows.map(({ text, host }) => host ?? text)]
const all = clusters(nears)
const cluster = all.subarray(0, rows.length)
const hosts = all.subarray(rows.length)
const sizes = new Map<number, number>()
for (const id of cluster) sizes.set(id, (sizes.get(id) ?? 0) + 1)
/** Near duplicates are in one fold, and count together for little more than one. */
const foldOf = (id: number): number => hashOf(`${nears[id]!.trim()}\n`) >>> 0
const share = (index: number): number => 1 / Math.sqrt(sizes.get(cluster[index]!)!)

/** Models of so many chances (disguises, written and long texts, the order of all), averaged: what one learned by accident counts for less. */
const MODELS = 3
/** Where a whole set is left out, which moves figures more than chances do. */
const MODELS_WITHOUT_SETS = 2

/** A linear model, and a network that has learned from the windows which that one looks at. */
export type Trained = { readonly parameters: Parameters; readonly network: Network }

function fit(keep: (index: number) => boolean, models = MODELS): Trained {
  const linear: Parameters[] = []
  let random = new Random(SEED)
  let samples: Sample[] = []
  for (let at = 0; at < models; at++) {
    random = new Random(SEED + at)
    samples = draw(keep, random)
    linear.push(train(samples, random))
  }
  const parameters = rounded(meanOf(linear))
  return { parameters, network: fitNetwork(samples, parameters, random) }
}

let vectors: WordVectors | undefined

/** Of a network's rounds. In the second one it learns from the windows that it was itself wrong about. */
const EPOCHS = [6, 4]

function fitNetwork(samples: readonly Sample[], parameters: Parameters, random: Random): Network {
  vectors ??= wordVectors(rows)
  let learned = beginNetwork(vectors, random)
  for (const [round, epochs] of EPOCHS.entries()) {
    const judge = round === 0 ? parameters : judgeOf(parameters, roundedNetwork(learned))
    learned = trainNetwork(passagesOf(samples, judge, random), learned, epochs, random)
  }
  return roundedNetwork(learned)
}

/** What is written from templates teaches the network their words and nothing else: rows of others, and of people, are what it learns from. */
const TEMPLATES = /^(?:written|long)/
/** Of the windows that harmless rows are worst at. */
const WORST_SHARE = 1 / 3

/** What a network learns from: what it will be asked about, and that is no few sentences inside data. Rows that were written for this count as much as others there. */
const passagesOf = (samples: readonly Sample[], judge: Judge, random: Random): Passage[] =>
  examples(samples, judge, 1, random)
    .filter(
      ({ sample: { row, norms }, from, to, data }) =>
        !data &&
        !TEMPLATES.test(row.set) &&
        to - from <= LONGEST &&
        (row.attack || to - from === norms.length || random.chance(WORST_SHARE)),
    )
    .map(({ sample: { row, buried, words, wordOffsets }, from, to, weight }) => ({
      words: words.subarray(wordOffsets[from], wordOffsets[to]),
      attack: row.attack,
      weight: isAuthored(row) && !buried ? weight / AUTHORED : weight,
    }))

const isAuthored = ({ set }: Row): boolean => set.startsWith('authored')

/** Samples to learn from, some by chance. */
function draw(keep: (index: number) => boolean, random: Random): Sample[] {
  const masses = new Map<string, number>()
  const kept = [...rows.keys()].filter(keep)
  for (const index of kept) masses.set(rows[index]!.set, (masses.get(rows[index]!.set) ?? 0) + share(index))
  const samples: Sample[] = []
  for (const index of kept) {
    const row = rows[index]!
    const weight =
      Math.min(MAX_WEIGHT, share(index) * Math.sqrt(SET / (masses.get(row.set)! + 1))) *
      (row.attack ? 1 : HARMLESS) *
      (isAuthored(row) ? AUTHORED : 1)
    samples.push(sampleOf(row, weight))
    if (!random.chance(DISGUISED)) continue
    const how = random.pick(Object.keys(DISGUISES) as Disguise[])
    samples.push(sampleOf({ ...row, text: disguise(how, row.text.slice(0, 1500), random) }, weight * 0.6))
  }
  for (const row of written(random, WRITTEN)) samples.push(sampleOf(row, row.attack ? 1 : HARMLESS))
  const kinds = kindsOf(kept.map(index => rows[index]!))
  for (let i = 0; i < LONG_TEXTS; i++)
    samples.push(
      sampleOf(
        { text: long(random, kinds, LONG_TRAINED).join('\n\n'), attack: false, set: 'long' },
        HARMLESS,
      ),
    )
  const short = kept.map(index => rows[index]!).filter(row => row.attack && row.text.length < BURIED_ATTACK)
  const sets = [...Map.groupBy(short, row => row.set).values()]
  for (let i = 0; i < BURIED; i++) {
    const attack = random.pick(random.pick(sets))
    const parts = long(random, kinds, AROUND + random.below(LONG_TRAINED - AROUND))
    parts.splice(random.below(parts.length), 0, attack.text)
    samples.push(sampleOf({ ...attack, text: parts.join('\n\n') }, 1, { maximum: LONG, buried: true }))
  }
  return samples
}

const scored = (row: Row, judge: Judge): Scored => {
  const sample = sampleOf(row, 1, { maximum: LONG * 2 })
  const { best, singles } = look(sample, judge)
  return {
    ...row,
    best,
    doubled: doublings(sample.norms.length),
    levels: IN_DATA.map(inData =>
      levelOf(Float64Array.from(singles, ({ logit, data }) => logit + (data ? inData : 0))),
    ),
  }
}

/** Rows that were not trained on, long texts of them, and attacks alone and inside such. */
function examine(judge: Judge, held: readonly Row[], random: Random): Scored[] {
  const found = held.map(row => scored(row, judge))
  const kinds = kindsOf(held)
  const put = (text: string, attack: boolean, set: string): number =>
    found.push(scored({ text, attack, set }, judge))
  for (let i = 0; i < 60; i++) put(long(random, kinds, LONG).join('\n\n'), false, 'long: harmless')
  const attacks = held.filter(
    ({ attack, set, text }) => attack && !set.startsWith('authored') && text.length < 6_000,
  )
  for (const set of new Set(attacks.map(row => row.set))) {
    const pool = attacks.filter(row => row.set === set)
    for (let i = 0; i < Math.min(20, pool.length); i++) {
      const { text } = random.pick(pool)
      const parts = long(random, kinds, LONG)
      put(text, true, `alone: ${set}`)
      parts.splice(random.below(parts.length), 0, text)
      put(parts.join('\n\n'), true, `buried: ${set}`)
    }
  }
  return found
}

/** What to train without: a fold, some sets, or nothing. */
export type Task =
  | { readonly kind: 'fold'; readonly held: number; readonly folds: number }
  | { readonly kind: 'family'; readonly sets: readonly string[] }
  | { readonly kind: 'all' }

/** What became of it: scores of rows that were not trained on, or what is committed. */
export type Fitted = { readonly scored: Scored[] } | Trained

const judged = ({ parameters, network }: Trained): Judge => judgeOf(parameters, network)

function work(task: Task): Fitted {
  switch (task.kind) {
    case 'fold': {
      const isIn = (id: number): boolean => foldOf(id) % task.folds === task.held
      const isHeld = (index: number): boolean => isIn(cluster[index]!)
      // Nothing is trained on that holds what is held out, either: the harmless mail around an attack.
      const judge = judged(fit(index => !isHeld(index) && !isIn(hosts[index]!)))
      const held = rows.filter((_, index) => isHeld(index))
      const others = written(new Random(1_000 + task.held), 20).map(row => scored(row, judge))
      return { scored: [...examine(judge, held, new Random(SEED + task.held)), ...others] }
    }
    case 'family': {
      const judge = judged(fit(index => !task.sets.includes(rows[index]!.set), MODELS_WITHOUT_SETS))
      return {
        scored: rows.filter(({ set }) => task.sets.includes(set)).map(row => scored(row, judge)),
      }
    }
    case 'all':
      return fit(() => true)
  }
}

parentPort?.on('message', (task: Task) => parentPort!.postMessage(work(task)))
