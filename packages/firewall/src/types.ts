/**
 * What a scanner is, what it finds, and what a scan answers. Offsets are UTF-16 code units, spans are half-open; scores lie in [0, 1].
 * No type here ever carries the text that was found, except a finding's span into the text its caller has anyway.
 */

/** Where a text is on its way: to a model, back from it, or at rest in a file. */
export const STAGES = ['input', 'output', 'file'] as const
export type Stage = (typeof STAGES)[number]

export const SEVERITIES = ['Info', 'Low', 'Medium', 'High', 'Critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What kind of harm a finding stands for. */
export const FAMILIES = ['secret', 'personal', 'attack'] as const
export type Family = (typeof FAMILIES)[number]

/** One type of finding, for the reference that is generated from these. */
export type TypeInfo = {
  /** snake_case, unique over all scanners: `us_ssn`, `aws_access_key`, `instruction_override`. */
  readonly type: string
  readonly family: Family
  /** For people: "US social security number". */
  readonly title: string
  /** How bad one finding of this type is when it is certain. */
  readonly severity: Severity
}

/**
 * How a view's text came out of the original one. `escape`: `\u0041`, `\x41` and `&#65;`; `tags`: text smuggled in Unicode tag characters or
 * variation selectors.
 */
export type Encoding = 'plain' | 'base64' | 'hex' | 'url' | 'escape' | 'tags'

/** Characters that a reader cannot see and that normalisation took out. */
export type Hidden = {
  readonly kind: 'zero_width' | 'bidi' | 'tag'
  /** Where it stood, in the view's text. */
  readonly at: number
  readonly count: number
}

/**
 * One text as scanners see it: NFKC, without invisible characters, confusable letters of mixed-script words folded. An original that holds
 * encoded text gives a view for each piece that decodes, down to a bounded depth.
 */
export type View = {
  readonly text: string
  readonly encoding: Encoding
  readonly hidden: readonly Hidden[]
}

export type ScanContext = {
  readonly stage: Stage
  /** Of the file, relative with forward slashes, where there is one. */
  readonly path?: string
  /** Aborted at the scanner's deadline, or when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Something a scanner found in a view. */
export type Match = {
  /** One of the scanner's `types`. */
  readonly type: string
  /** Which rule: `secrets/aws-access-token`, `personal/us-ssn`, `attacks/model`. */
  readonly rule: string
  /** In the view's text: `0 <= start < end <= text.length`. What is to be redacted: the value without the name in front of it. */
  readonly start: number
  readonly end: number
  /** How sure the scanner is. */
  readonly score: number
  /** Only where it differs from that of the type. */
  readonly severity?: Severity
  /** In words, for people. Never quotes the text. */
  readonly reason: string
  /** What confirmed it: `luhn`, `mod-97`, `entropy`, `context`. */
  readonly validator?: string
}

/** Finds one family of things. Linear in the text, and without state between texts. */
export type Scanner = {
  /** Kebab case, unique in a pipeline. */
  readonly id: string
  /** Changes when what it finds changes; recorded with every result. */
  readonly version: string
  readonly stages: readonly Stage[]
  readonly types: readonly TypeInfo[]
  /** What it throws, or that it does not settle by its deadline, is told in the result as a failure: never as "nothing found". */
  scan(view: View, context: ScanContext): readonly Match[] | Promise<readonly Match[]>
  /**
   * For texts that arrive piece by piece: the offset before which nothing can change any more. However `text` goes on, the matches that
   * start before it are the ones that `scan` finds now, and each ends at or before it. At most `MAX_HOLD` before the end of the text.
   * A scanner without it is only asked about the whole text, at its end.
   */
  hold?(text: string): number
}

/** Characters that a stream holds back at most for what may still become a match. No rule matches more. */
export const MAX_HOLD = 8_192

/**
 * Characters in front of a match that a scanner with `hold` may look at: what stands there is scanned again with what is new in a stream, and
 * what is farther back is forgotten.
 */
export const MAX_CONTEXT = 512

/** What was found, placed in the original text. */
export type Finding = {
  readonly scanner: string
  readonly type: string
  readonly family: Family
  readonly rule: string
  /** In the text that was scanned; of something encoded, the whole encoded piece. */
  readonly start: number
  readonly end: number
  readonly encoding: Encoding
  readonly score: number
  readonly severity: Severity
  readonly reason: string
  readonly validator?: string
  /** Keyed HMAC-SHA-256 of the found text, 32 hex digits: tells equal values apart from others, and nothing else. */
  readonly hmac: string
}

/** What is to be done about findings. Ordered: each does what the ones before it do, and more. */
export const ACTIONS = ['observe', 'redact', 'block'] as const
export type Action = (typeof ACTIONS)[number]

/** A scanner that gave no answer. */
export type ScanFailure = {
  readonly scanner: string
  readonly stage: Stage
  /**
   * `unsettled`: more of a stream would have had to wait than may, and it ended (scanner `stream`). `unreadable`: there was no text where one could
   * have been (scanner `proxy`).
   */
  readonly kind: 'threw' | 'deadline' | 'bad_match' | 'unsettled' | 'unreadable'
  /** Of the error's kind, never of the text. */
  readonly message: string
}

/** One line of the breakdown: what a type of finding contributed. */
export type Reason = {
  readonly type: string
  readonly scanner: string
  readonly severity: Severity
  readonly count: number
  /** Of the surest finding. */
  readonly score: number
  /** From the policy. */
  readonly weight: number
  /** In words, for people. */
  readonly reason: string
}

export type ScanResult = {
  /** UUIDv7, also of its record. */
  readonly id: string
  readonly stage: Stage
  /** Risk, `1 − Π(1 − weight·score)` over the reasons. */
  readonly score: number
  /** Of the score, by the policy's thresholds. */
  readonly severity: Severity
  /** Types that were found, the weightiest first. */
  readonly flags: readonly string[]
  readonly reasons: readonly Reason[]
  readonly findings: readonly Finding[]
  /** `incomplete`: a scanner failed. That nothing was found then does not mean that nothing is there. */
  readonly outcome: 'clean' | 'flagged' | 'incomplete'
  /** What the policy says is to be done. */
  readonly action: 'allow' | Action
  readonly failures: readonly ScanFailure[]
  /** Keyed HMAC-SHA-256 of the text, hex. */
  readonly input_hash: string
  readonly latency_ms: number
}
