export { createStreamGuard, type StreamEnd, type StreamGuard } from './guard.ts'
export { createJsonGuard } from './json.ts'
export { createStreamRestorer, type StreamRestorer } from './restore.ts'
export { MAX_STREAM, type StreamOptions } from './screen.ts'
