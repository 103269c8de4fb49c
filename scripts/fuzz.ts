/**
 * Runs a property of a fuzz test: a sample in `npm test`, and 3 seconds times TALLY_SOAK in `npm run soak`, where the seed is kept in
 * `.tmp/fuzz.ndjson`. TALLY_FUZZ_SEED (and, from a failure's report, TALLY_FUZZ_PATH) run a seed again, as many values as the sample or
 * TALLY_FUZZ_RUNS.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import fc from 'fast-check'

const SECONDS_PER_SOAK = 3
/** Characters of a value for which a property does not hold. */
const SHOWN = 2_000
const KEPT = new URL('../.tmp/fuzz.ndjson', import.meta.url)

const numberOf = (name: string): number | undefined => {
  const text = process.env[name]
  return text === undefined ? undefined : Number(text)
}

const soak = numberOf('TALLY_SOAK')
const replayed = numberOf('TALLY_FUZZ_SEED')
const path = process.env.TALLY_FUZZ_PATH

function parameters(sample: number): fc.Parameters<unknown> & { seed: number } {
  const seed = replayed ?? (Math.random() * 0x100000000) | 0
  const limits =
    soak === undefined || replayed !== undefined
      ? { numRuns: numberOf('TALLY_FUZZ_RUNS') ?? sample }
      : {
          numRuns: Number.MAX_SAFE_INTEGER,
          interruptAfterTimeLimit: soak * SECONDS_PER_SOAK * 1000,
          markInterruptAsFailure: false,
        }
  return { seed, ...limits, ...(path === undefined ? {} : { path, endOnFailure: true }) }
}

/** Rejects with the seed and the value when one is found for which the property does not hold. */
export async function fuzz<Ts>(
  name: string,
  property: fc.IProperty<Ts> | fc.IAsyncProperty<Ts>,
  sample: number,
): Promise<void> {
  const chosen = parameters(sample)
  const keep = (outcome: object): void => {
    if (soak === undefined) return
    mkdirSync(new URL('.', KEPT), { recursive: true })
    appendFileSync(KEPT, `${JSON.stringify({ name, seed: chosen.seed, ...outcome })}\n`)
  }
  // Before the first value too: a crash of the process would leave nothing else.
  keep({ at: 'start', time: new Date().toISOString() })
  const details = await fc.check(property as fc.IAsyncProperty<Ts>, chosen as fc.Parameters<Ts>)
  keep({ at: 'end', runs: details.numRuns, failed: details.failed, path: details.counterexamplePath })
  if (details.failed)
    throw new Error(
      `${name}: TALLY_FUZZ_SEED=${chosen.seed} TALLY_FUZZ_PATH=${details.counterexamplePath}: ${fc.stringify(details.counterexample).slice(0, SHOWN)}`,
      { cause: details.errorInstance },
    )
}
