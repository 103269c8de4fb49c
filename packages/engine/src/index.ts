export {
  type Actor,
  type Administration,
  accountOf,
  administrationOf,
  type Deed,
  type KeyRotation,
  type KeysToRotate,
  observedReader,
  offerSecondFactor,
  openSecondFactor,
  PERMISSIONS,
  type Permission,
  permissionsOfKey,
  permissionsOfUser,
  type Read,
  type Reader,
  type Reading,
  type ReadKind,
  type ReadObserver,
  type ReadTrail,
  readerOf,
  readTrailOf,
  recordDeed,
  type SignIn,
  type Views,
  viewsOf,
} from './access/index.ts'
export { GRANTS, newPassword, ROLES } from './control/index.ts'
export type {
  Engine,
  EngineCounters,
  EngineHealth,
  EngineStats,
  Keeper,
  Problem,
  RecordState,
  ReindexProgress,
  TenantStats,
} from './engine.ts'
export {
  BUILT_IN,
  builtInPolicy,
  type CheckInput,
  checkInput,
  compilePolicy,
  type Decision,
  type DecisionCounts,
  type DecisionFilter,
  type DecisionRecord,
  type DecisionStats,
  decisionOf,
  decisionQuery,
  decisionStats,
  type Example,
  type ExampleResult,
  exampleOf,
  type Governance,
  type Metadata,
  MODEL,
  OPERATION,
  type Policy,
  type PolicyInForce,
  readExamples,
  runExample,
  type Verdict,
} from './governance/index.ts'
export type { IngestOptions, IngestResult } from './ingest/index.ts'
export type { VerifyFilesOptions, WriterPosition } from './journal/index.ts'
export {
  type CatalogueEntry,
  type MetricsAnswer,
  type MetricsQueryOptions,
  RETENTION_SETTINGS,
} from './metrics/index.ts'
export { type EngineOptions, openEngine, openKeeper } from './open.ts'
export { type Clock, systemClock } from './ports/clock.ts'
export type {
  ApiKey,
  ControlStore,
  Grant,
  Identity,
  NewUser,
  NewView,
  PolicyActivation,
  PolicyVersion,
  Role,
  SavedView,
  Scope,
  Session,
  SessionMethod,
  StoredPolicy,
  Tenant,
  User,
  UserChange,
  ViewChange,
  ViewKind,
} from './ports/control-store.ts'
export type { FieldSummary, ResultTable, TimeRange } from './ports/event-store.ts'
export type { KeyInfo, KeyPurpose, KeyStore, TenantKey } from './ports/key-store.ts'
export {
  type ContextOptions,
  type EventContext,
  type FieldsOptions,
  MAX_SEARCH_LIMIT,
  type SearchOptions,
  type SearchPage,
} from './search/index.ts'
export { chdbAvailable, STORE_CHOICES, type StoreChoice } from './store/open.ts'
export type { TailMessage, TailSubscription } from './tail/index.ts'
export { VERSION } from './version.ts'
