export { type CacheStats, QUERY_TTL, type ScanCache, SESSION_TTL } from './cache.ts'
export { currentEnvironment } from './environment.ts'
export { eventOfScan, SCAN_EVENT, scanOfEvent } from './event.ts'
export {
  type Accuracy,
  accuracyOf,
  eventOfFeedback,
  FEEDBACK_EVENT,
  type Feedback,
  VERDICTS,
  type Verdict,
} from './feedback.ts'
export { hashInput, hashKeyFile, type InputHash, openHashKey } from './input-hash.ts'
export {
  createDatabaseLogger,
  type DatabaseLogger,
  type DatabaseLoggerOptions,
  getDatabaseLogger,
  type LoggedResult,
  type LoggedScan,
} from './logger.ts'
export { type MemoryRecordOptions, openMemoryRecords } from './memory.ts'
export { createMemoryCache, getScanCache, type MemoryCacheOptions } from './memory-cache.ts'
export { defaultDatabase } from './paths.ts'
export {
  type About,
  type FailedScan,
  type FileFacts,
  recordOf,
  recordOfFailure,
  type ScanRecord,
  timeOfId,
  type Who,
  whoOf,
} from './record.ts'
export {
  hashKeyFromEnvironment,
  OWN_TENANT,
  type Recording,
  recordingFromEnvironment,
  storeFromEnvironment,
} from './recording.ts'
export {
  createSealer,
  type Sealer,
  type SealerOptions,
  type SealKey,
  sealerFromEnvironment,
  sealKeyOf,
} from './seal.ts'
export { openServerRecords, type ServerRecordOptions } from './server.ts'
export { openSqliteRecords, type SqliteRecordOptions, type SqliteRecordStore } from './sqlite/index.ts'
export {
  type Appended,
  HIGH_RISK,
  type OnProblem,
  RETENTION_DAYS,
  type RecordStats,
  type RecordStore,
} from './store.ts'
export { unusedSettings } from './unused.ts'
