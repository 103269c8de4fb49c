export { type JournalOptions, openJournal } from './journal.ts'
export type {
  AppendRequest,
  Journal,
  JournalStats,
  Receipt,
  SealedBatch,
  TenantJournalState,
  WriterPosition,
} from './types.ts'
