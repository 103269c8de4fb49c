/**
 * `@tallystick/firewall`: finds personal data, secrets and prompt attacks in what goes to a model and comes back. It runs inside an
 * application; what it records never holds the text.
 */
export * from './adapters/index.ts'
export { type AttackOptions, attacksScanner } from './attacks/index.ts'
export * from './batch/index.ts'
export { builtInScanners } from './built-in.ts'
export {
  PERSONAL_TYPES,
  type PersonalOptions,
  personalScanner,
} from './personal/index.ts'
export {
  type Assessment,
  actionFor,
  assess,
  createDetector,
  DEFAULT_POLICY,
  type Detection,
  type DetectOptions,
  type Detector,
  mustBeKnown,
  Pipeline,
  type PipelineOptions,
  type PolicyInput,
  policyOf,
  REDACTIONS,
  type RunOptions,
  resolveOverlaps,
  type ScanPolicy,
} from './pipeline/index.ts'
export * from './record/index.ts'
export { recordableId, recordableNote } from './recordable.ts'
export { createRedaction, mergeSpans, type RedactionOptions, type RedactionSession } from './redact/index.ts'
export {
  type AllowList,
  type GitleaksFile,
  loadGitleaksRules,
  readGitleaksFile,
  type SecretRule,
  type SecretsOptions,
  secretRuleIds,
  secretsScanner,
} from './secrets/index.ts'
export * from './stream/index.ts'
export {
  ACTIONS,
  type Action,
  type Encoding,
  FAMILIES,
  type Family,
  type Finding,
  type Hidden,
  MAX_CONTEXT,
  MAX_HOLD,
  type Match,
  type Reason,
  type ScanContext,
  type ScanFailure,
  type Scanner,
  type ScanResult,
  SEVERITIES,
  type Severity,
  STAGES,
  type Stage,
  type TypeInfo,
  type View,
} from './types.ts'
