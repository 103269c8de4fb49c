export { EXIT_CODES, type ExitCode } from './exit-codes.ts'
export type { Run } from './program/run.ts'
export { createProgram } from './program.ts'
export { createTerminal, type Terminal, type TerminalOptions } from './terminal.ts'
