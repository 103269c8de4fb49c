export { ERRORS, type ErrorBody, type ErrorCode, TallyError } from './errors.ts'
export * from './event/index.ts'
export * from './integrity/index.ts'
export * from './query/index.ts'
