import {
  actionFor,
  createJsonGuard,
  createStreamGuard,
  createStreamRestorer,
  type Detection,
  type Finding,
  type RedactionSession,
  type ScanFailure,
  type ScanResult,
} from '@tallystick/firewall'
import type { Firewall } from './firewall.ts'
import type { JsonObject } from './json.ts'
import { Lane } from './lane.ts'
import { type Text, textsOf } from './texts.ts'

/** Whoever speaks in these roles does not attack the application: it is the application, or its model. */
const TRUSTED: ReadonlySet<string | undefined> = new Set(['system', 'developer', 'assistant'])

/**
 * What is scanned of one request and its answer, and what was found. Values taken out of the prompt are remembered here alone, for as long as the
 * exchange lasts.
 */
export class Exchange {
  readonly firewall: Firewall
  readonly #signal: AbortSignal
  readonly #prompt: RedactionSession
  readonly #answer: RedactionSession
  readonly #lanes: Lane[] = []
  /** What became of whole texts, for those that a stream repeats. */
  readonly #known = new Map<string, string>()
  #marks: readonly string[] = []
  #outputMs = 0
  #result: ScanResult | undefined

  constructor(firewall: Firewall, signal: AbortSignal) {
    this.firewall = firewall
    this.#signal = signal
    this.#prompt = firewall.redaction()
    this.#answer = firewall.redaction()
  }

  /**
   * Scans what a request says under these names, and takes out of it what is to be taken out. `changed`: something was. Rejects with the reason of
   * the signal.
   */
  async screenPrompt(
    body: JsonObject,
    names: readonly string[],
  ): Promise<{ readonly result: ScanResult; readonly changed: boolean }> {
    const started = performance.now()
    const { texts, hasTokens } = textsOf(body, names)
    const findings: Finding[] = []
    const failures: ScanFailure[] = hasTokens ? [TOKENS] : []
    // A later message may quote a placeholder that an earlier value must not get.
    for (const { text } of texts) this.#prompt.redact(text, [])
    let changed = false
    for (const text of texts) {
      const { redacted, detection } = await this.#screen(text)
      findings.push(...detection.findings)
      failures.push(...detection.failures)
      if (redacted !== text.text) {
        text.replace(redacted)
        changed = true
      }
      this.#answer.redact(redacted, [])
    }
    this.#marks = this.#prompt.marks()
    const whole = texts.map(({ text }) => text).join('\n')
    const result = this.firewall.pipeline.conclude(whole, { findings, failures }, { stage: 'input', started })
    return { result, changed }
  }

  async #screen({
    text,
    kind,
    role,
  }: Text): Promise<{ readonly redacted: string; readonly detection: Detection }> {
    const { detector, policy } = this.firewall.pipeline
    const known = (detection: Detection): Detection =>
      TRUSTED.has(role)
        ? { ...detection, findings: detection.findings.filter(({ family }) => family !== 'attack') }
        : detection
    if (kind === 'json') {
      const guard = createJsonGuard({
        detector,
        policy: TRUSTED.has(role) ? { ...policy, actions: { ...policy.actions, attack: 'observe' } } : policy,
        redaction: this.#prompt,
        stage: 'input',
        signal: this.#signal,
      })
      const first = await guard.push(text)
      const end = await guard.end()
      return { redacted: first + end.text, detection: known(end.detection) }
    }
    const detection = known(await detector.detect(text, { stage: 'input', signal: this.#signal }))
    const acting = detection.findings.filter(finding => actionFor(finding, policy) !== 'observe')
    return { redacted: this.#prompt.redact(text, acting), detection }
  }

  /** For a text of the answer that comes piece by piece. */
  lane(kind: Text['kind']): Lane {
    const { detector, policy } = this.firewall.pipeline
    // Without the signal: what was sent to a client that has left is recorded as well.
    const options = {
      detector,
      policy,
      redaction: this.#answer,
      // A part too: what was made up in the shape of a value may hold what looks like another.
      isKnown: (value: string) => this.#marks.some(mark => mark.includes(value)),
    }
    const lane = new Lane({
      guard: kind === 'json' ? createJsonGuard(options) : createStreamGuard(options),
      restorer: this.firewall.rule.restore
        ? createStreamRestorer(this.#prompt, { quoted: kind === 'json' })
        : undefined,
      policy,
      ended: (original, text) => this.#known.set(`${kind} ${original}`, text),
      spent: milliseconds => {
        this.#outputMs += milliseconds
      },
    })
    this.#lanes.push(lane)
    return lane
  }

  /** What is to be sent of a whole text of the answer; the same as of its pieces. Throws as lanes do. */
  async whole(text: string, kind: Text['kind']): Promise<string> {
    const known = this.#known.get(`${kind} ${text}`)
    if (known !== undefined) return known
    const lane = this.lane(kind)
    const first = await lane.push(text)
    return first.text + (await lane.end()).text
  }

  get hasAnswer(): boolean {
    return this.#lanes.length > 0
  }

  /** What `concludeAnswer` gave. */
  get answer(): ScanResult | undefined {
    return this.#result
  }

  /** What was found in the answer, as far as it came. */
  async concludeAnswer(): Promise<ScanResult> {
    const findings: Finding[] = []
    const failures = new Map<string, ScanFailure>()
    const originals: string[] = []
    for (const lane of this.#lanes) {
      const { detection, original } = await lane.result()
      findings.push(...detection.findings)
      for (const failure of detection.failures) failures.set(`${failure.scanner} ${failure.kind}`, failure)
      originals.push(original)
    }
    const started = performance.now() - this.#outputMs
    const detection = { findings, failures: [...failures.values()] }
    this.#result = this.firewall.pipeline.conclude(originals.join('\n'), detection, {
      stage: 'output',
      started,
    })
    return this.#result
  }
}

const TOKENS: ScanFailure = {
  scanner: 'proxy',
  stage: 'input',
  kind: 'unreadable',
  message: 'token numbers stand where a text could',
}
