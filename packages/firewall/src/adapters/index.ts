export { type PresidioOptions, presidioScanner } from './presidio.ts'
export { type TokenClassifier, type TransformersOptions, transformersScanner } from './transformers.ts'
