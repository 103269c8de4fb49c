export {
  DEFAULT_EVIDENCE_LIMITS,
  type Evidence,
  type EvidenceLimits,
  type EvidenceOptions,
  openEvidence,
  type Receipt,
} from './evidence.ts'
export { receiptHash } from './record.ts'
