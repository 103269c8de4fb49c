import { randomBytes, randomFillSync } from 'node:crypto'
import { createIdGenerator } from '@tallystick/core'
import { builtInScanners } from '../built-in.ts'
import {
  type About,
  currentEnvironment,
  type FileFacts,
  hashInput,
  hashKeyFromEnvironment,
  type InputHash,
  OWN_TENANT,
  type RecordStore,
  recordOf,
  recordOfFailure,
  type Sealer,
  sealerFromEnvironment,
  storeFromEnvironment,
  whoOf,
} from '../record/index.ts'
import { createRedaction, type RedactionOptions, type RedactionSession } from '../redact/index.ts'
import { type Scanner, type ScanResult, STAGES, type Stage } from '../types.ts'
import { assess } from './assess.ts'
import { createDetector, type Detection, type Detector } from './detector.ts'
import { type PolicyInput, policyOf, type ScanPolicy } from './policy.ts'

export type PipelineOptions = {
  /** Record every scan, never its text. Default true. */
  readonly enableLogging?: boolean
  readonly policy?: PolicyInput | ScanPolicy
  /** Default: all that are built in. */
  readonly scanners?: readonly Scanner[]
  /** Where records go. Default: the server that TALLYSTICK_URL names, else a local SQLite file. Closed with the pipeline. */
  readonly store?: RecordStore
  /** Behind every hash. Default: a key file beside the local database; without logging, a key of this process alone. */
  readonly hashKey?: Uint8Array
  /** `sha256`: `input_hash` without a key, so that others can compute it, and guess short inputs by it. */
  readonly inputHash?: 'keyed' | 'sha256'
  /** Encrypts the breakdowns that are recorded; null leaves them as they are. Default: by ENCRYPTION_KEY, where that is set. */
  readonly sealer?: Sealer | null
  /** Where this runs, as records name it. Default: found out. */
  readonly environment?: string
}

export type RunOptions = {
  readonly sessionId?: string | undefined
  readonly userAgent?: string | undefined
  readonly ipAddress?: string | undefined
  /** Gives up; the scan is then recorded as failed. */
  readonly signal?: AbortSignal | undefined
  /** Default `input`. */
  readonly stage?: Stage | undefined
  /** Of the file, relative with forward slashes. */
  readonly path?: string | undefined
  /** What the record of a file says beside. */
  readonly file?: FileFacts | undefined
}

const MS_DIGITS = 3

/** Scans texts, weighs what is found, and records each scan without its text. One pipeline serves any number of scans at once. */
export class Pipeline {
  readonly policy: ScanPolicy
  readonly detector: Detector
  readonly #options: PipelineOptions
  readonly #inputHash: InputHash
  readonly #about: Pick<About, 'policy' | 'scanners'>
  readonly #newId = createIdGenerator(randomFillSync)
  #store: RecordStore | undefined
  #sealer: Sealer | undefined

  /** Throws TALLY_CONFIG_INVALID for a policy that is none, TALLY_ENCRYPTION_KEY for a key that is none. */
  constructor(options: PipelineOptions = {}) {
    const { policy = {}, enableLogging = true, inputHash = 'keyed' } = options
    this.#options = options
    this.policy = 'hash' in policy ? policy : policyOf(policy)
    const key = options.hashKey ?? (enableLogging ? hashKeyFromEnvironment() : randomBytes(32))
    this.#inputHash = inputHash === 'sha256' ? inputHash : key
    this.detector = createDetector(options.scanners ?? builtInScanners(), this.policy, key)
    this.#about = {
      policy: `${this.policy.name}@${this.policy.hash}`,
      scanners: this.detector.scanners.map(({ id, version }) => `${id}@${version}`),
    }
    if (enableLogging) {
      this.#store = options.store ?? storeFromEnvironment()
      this.#sealer =
        options.sealer === undefined
          ? sealerFromEnvironment(process.env, OWN_TENANT)
          : (options.sealer ?? undefined)
    }
  }

  /** Where records go; undefined when logging is off. */
  get store(): RecordStore | undefined {
    return this.#store
  }

  /**
   * Rejects with the reason of `signal`, and with TypeError before it scans when text or options are none: a scanner that fails is told in
   * the result.
   */
  async run(text: string, given: RunOptions = {}): Promise<ScanResult> {
    if (typeof text !== 'string') throw new TypeError(`a text is scanned, not ${typeof text}`)
    const options = { ...given, ...whoOf(given) }
    const { stage = 'input', path, signal } = options
    if (!STAGES.includes(stage)) throw new TypeError(`stage is one of ${STAGES.join(', ')}`)
    const started = performance.now()
    let detection: Detection
    try {
      detection = await this.detector.detect(text, { stage, path, signal })
    } catch (error) {
      const failed = { id: this.#id(), stage, input_hash: this.#hash(text), error }
      const record = { ...failed, latency_ms: since(started), action: 'block' } as const
      void this.#store?.append(recordOfFailure(record, this.#aboutRun(options)))
      throw error
    }
    return this.conclude(text, detection, { ...options, started })
  }

  /**
   * What a detection amounts to, recorded. For those who detect by themselves: a stream that has ended. `started`: when, by
   * `performance.now()`.
   */
  conclude(
    text: string,
    detection: Detection,
    options: RunOptions & { readonly started: number },
  ): ScanResult {
    const result: ScanResult = {
      id: this.#id(),
      stage: options.stage ?? 'input',
      ...assess(detection, this.policy),
      findings: detection.findings,
      failures: detection.failures,
      input_hash: this.#hash(text),
      latency_ms: since(options.started),
    }
    // Nobody waits for the disk: what finds no room there is counted by the store.
    void this.#store?.append(recordOf(result, this.#aboutRun(options)))
    return result
  }

  /** What takes findings out of texts as the policy says, and puts them back into answers. One for each conversation. */
  redaction(keys: Pick<RedactionOptions, 'key' | 'encryptionKey'> = {}): RedactionSession {
    const { types, redaction } = this.policy
    return createRedaction({ ...keys, modeOf: ({ type }) => types[type]?.redaction ?? redaction })
  }

  /** Writes what waits to be recorded. */
  async close(): Promise<void> {
    await this.#store?.close()
  }

  #id(): string {
    return this.#newId(Date.now())
  }

  #hash(text: string): string {
    return hashInput(text, this.#inputHash)
  }

  #aboutRun({ sessionId, userAgent, ipAddress, file }: RunOptions): About {
    return {
      ...this.#about,
      environment: this.#options.environment ?? currentEnvironment(),
      sessionId,
      userAgent,
      ipAddress,
      file,
      sealer: this.#sealer,
    }
  }
}

function since(started: number): number {
  return Number((performance.now() - started).toFixed(MS_DIGITS))
}
