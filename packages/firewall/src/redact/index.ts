export { AROUND, quoted } from './quoted.ts'
export { createRedaction, type Redaction as RedactionSession, type RedactionOptions } from './redaction.ts'
export { mergeSpans, type Replacement } from './spans.ts'
