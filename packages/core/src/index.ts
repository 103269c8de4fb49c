export * from './integrity/index.ts'
