export { isLogName, serviceOf } from './names.ts'
export { previewImport } from './preview.ts'
export { runImport } from './run-import.ts'
export type { FileResult, ImportOptions, ImportOutput, ImportSink, RefusedEvent } from './types.ts'
