export { type Claim, Claims, newWriter } from './claims.ts'
export {
  errorCode,
  ifPresent,
  namesIn,
  reason,
  removeFile,
  replaceFile,
  syncDirectory,
  withFile,
  writeWholly,
} from './files.ts'
