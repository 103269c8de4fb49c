import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

/** Runs a command's work with a terminal, and ends the process with the code it gives. */
export type Run = (work: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>
