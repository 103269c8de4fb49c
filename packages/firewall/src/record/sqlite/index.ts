export { openSqliteRecords, type SqliteRecordOptions, type SqliteRecordStore } from './sqlite.ts'
