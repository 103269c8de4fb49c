/**
 * `@tallystick/firewall`: finds personal data, secrets and prompt attacks in what goes to a model and comes back. It runs inside an
 * application; what it records never holds the text.
 */
export {
  type Assessment,
  actionFor,
  assess,
  createDetector,
  DEFAULT_POLICY,
  type Detection,
  type DetectOptions,
  type Detector,
  PolicyInput,
  policyOf,
  REDACTIONS,
  resolveOverlaps,
  type ScanPolicy,
} from './pipeline/index.ts'
export { createRedaction, mergeSpans, type RedactionOptions, type RedactionSession } from './redact/index.ts'
export {
  ACTIONS,
  type Action,
  type Encoding,
  FAMILIES,
  type Family,
  type Finding,
  type Hidden,
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
