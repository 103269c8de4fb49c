export { Memory, remembered } from './memory.ts'
export { isSecretName, isWords } from './names.ts'
export { createRedactor, type Redactor, type RedactorOptions } from './redactor.ts'
export type { Detector } from './types.ts'
