export { runVerify, type VerifyRequest } from './run.ts'
