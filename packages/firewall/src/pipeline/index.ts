export { type Assessment, actionFor, assess } from './assess.ts'
export { createDetector, type Detection, type DetectOptions, type Detector } from './detector.ts'
export { resolveOverlaps } from './overlaps.ts'
export { Pipeline, type PipelineOptions, type RunOptions } from './pipeline.ts'
export {
  DEFAULT_POLICY,
  mustBeKnown,
  type PolicyInput,
  policyOf,
  REDACTIONS,
  type Redaction,
  type ScanPolicy,
} from './policy.ts'
