export { BatchRecorder } from './record.ts'
export { type BatchOptions, scanFile, scanFiles } from './scan.ts'
export { walkStaged } from './staged.ts'
export {
  type FileFinding,
  type FileOutcome,
  type FileReport,
  LEFT_OUT,
  type LeftOutReason,
  type LineStatistics,
  type SourceFile,
  type Walk,
} from './types.ts'
export { type WalkOptions, walkFiles } from './walk.ts'
