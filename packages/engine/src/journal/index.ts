export { makeDirectory, readIfPresent, replaceFile, syncDirectory } from './disk.ts'
export { type JournalOptions, openJournal } from './journal.ts'
export { isTenantName, list } from './layout.ts'
export type {
  AppendRequest,
  Journal,
  JournalStats,
  Receipt,
  SealedBatch,
  TenantJournalState,
  WriterPosition,
} from './types.ts'
export { type VerifyFilesOptions, verifyFiles } from './verify/thread.ts'
