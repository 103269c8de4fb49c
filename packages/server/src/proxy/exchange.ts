import {
  actionFor,
  createJsonGuard,
  createStreamGuard,
  createStreamRestorer,
  type Detection,
  type Finding,
  type Pipeline,
  type RedactionSession,
  type ScanFailure,
  type ScanPolicy,
  type ScanResult,
} from '@tallystick/firewall'
import type { Firewall } from './firewall.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { Lane } from './lane.ts'
import { type Text, textsOf } from './texts.ts'

/** Whoever speaks in these roles does not attack the application: it is the application, or its model. */
const TRUSTED: ReadonlySet<string | undefined> = new Set(['system', 'developer', 'assistant', 'call'])

/** Whether a text can be an attack: it is said, by a user or a tool. */
const speaks = ({ isSaid, role }: Text): boolean => isSaid && !TRUSTED.has(role)

const withoutAttacks = (detection: Detection): Detection => ({
  ...detection,
  findings: detection.findings.filter(({ family }) => family !== 'attack'),
})

/**
 * What is scanned of one request and its answer, and what was found. Values taken out of the prompt are remembered here alone, for as long as the
 * exchange lasts.
 */
export class Exchange {
  readonly firewall: Firewall
  readonly #signal: AbortSignal
  /** For texts that nobody says. */
  readonly #trusting: ScanPolicy
  readonly #prompt: RedactionSession
  readonly #answer: RedactionSession
  /** With whether somebody says what they are of. */
  readonly #lanes = new Map<Lane, boolean>()
  /** What became of whole texts, for those that a stream repeats. */
  readonly #known = new Map<string, string>()
  #marks: readonly string[] = []
  #answersJson = false
  #outputMs = 0
  #result: ScanResult | undefined

  constructor(firewall: Firewall, signal: AbortSignal) {
    this.firewall = firewall
    this.#signal = signal
    this.#trusting = withoutAttackPolicy(firewall.pipeline)
    this.#prompt = firewall.redaction()
    this.#answer = firewall.redaction()
  }

  /**
   * Scans all texts of a request, and takes out of it what is to be taken out. `said`: under which names something is said. Rejects with the reason of
   * the signal.
   */
  async screenPrompt(body: JsonObject, said: readonly string[]): Promise<ScanResult> {
    const started = performance.now()
    this.#answersJson = asksForJson(body)
    const { texts, hasTokens } = textsOf(body, said)
    const findings: Finding[] = []
    const failures: ScanFailure[] = hasTokens ? [TOKENS] : []
    // A later message may quote a placeholder that an earlier value must not get.
    for (const { text } of texts) this.#prompt.redact(text, [])
    for (const text of texts) {
      const { redacted, detection } = await this.#screen(text)
      findings.push(...detection.findings)
      failures.push(...detection.failures)
      if (redacted !== text.text) text.replace(redacted)
      this.#answer.redact(redacted, [])
    }
    this.#marks = this.#prompt.marks()
    const whole = texts
      .filter(({ isSaid }) => isSaid)
      .map(({ text }) => text)
      .join('\n')
    return this.firewall.pipeline.conclude(whole, { findings, failures }, { stage: 'input', started })
  }

  async #screen(one: Text): Promise<{ readonly redacted: string; readonly detection: Detection }> {
    const { text, kind } = one
    const { detector, policy } = this.firewall.pipeline
    const known = speaks(one) ? (detection: Detection) => detection : withoutAttacks
    if (kind === 'json') {
      const guard = createJsonGuard({
        detector,
        policy: speaks(one) ? policy : this.#trusting,
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
  lane(kind: Text['kind'], isSaid = true): Lane {
    const { detector } = this.firewall.pipeline
    const policy = isSaid ? this.firewall.pipeline.policy : this.#trusting
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
      ended: (original, text) => this.#known.set(keyOf(original, kind, isSaid), text),
      spent: milliseconds => {
        this.#outputMs += milliseconds
      },
    })
    this.#lanes.set(lane, isSaid)
    return lane
  }

  /** What is to be sent of a whole text of the answer; the same as of its pieces. Throws as lanes do. */
  async whole(text: string, kind: Text['kind'], isSaid = true): Promise<string> {
    const known = this.#known.get(keyOf(text, kind, isSaid))
    if (known !== undefined) return known
    const lane = this.lane(kind, isSaid)
    const first = await lane.push(text)
    const sent = first + (await lane.end())
    const { findings, failures } = (await lane.result()).detection
    // Chunks have ids and the like by the thousand, of which there is nothing to tell.
    if (!isSaid && findings.length === 0 && failures.length === 0) this.#lanes.delete(lane)
    return sent
  }

  /** What the model answers is JSON: the request asks for it. */
  get answersJson(): boolean {
    return this.#answersJson
  }

  get hasAnswer(): boolean {
    return this.#lanes.size > 0
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
    for (const [lane, isSaid] of this.#lanes) {
      const { detection, original } = await lane.result()
      findings.push(...(isSaid ? detection : withoutAttacks(detection)).findings)
      for (const failure of detection.failures) failures.set(`${failure.scanner} ${failure.kind}`, failure)
      if (isSaid) originals.push(original)
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

/** By `response_format` of chats, and `text.format` of responses: `json_object`, `json_schema`. */
function asksForJson({ response_format: ofChat, text }: JsonObject): boolean {
  const isJson = (format: Json | undefined): boolean =>
    isObject(format) && typeof format.type === 'string' && format.type.startsWith('json')
  return isJson(ofChat) || (isObject(text) && isJson(text.format))
}

const keyOf = (text: string, kind: Text['kind'], isSaid: boolean): string => `${kind} ${isSaid} ${text}`

/** The same, but that nothing is done about attacks. */
function withoutAttackPolicy({ detector, policy }: Pipeline): ScanPolicy {
  const attacks = new Set(
    detector.scanners.flatMap(({ types }) =>
      types.filter(({ family }) => family === 'attack').map(({ type }) => type),
    ),
  )
  const types = Object.fromEntries(
    Object.entries(policy.types).map(([type, rule]) => [
      type,
      attacks.has(type) ? { ...rule, action: 'observe' as const } : rule,
    ]),
  )
  return { ...policy, types, actions: { ...policy.actions, attack: 'observe' } }
}

const TOKENS: ScanFailure = {
  scanner: 'proxy',
  stage: 'input',
  kind: 'unreadable',
  message: 'token numbers stand where a text could',
}
