import { attacksScanner } from './attacks/index.ts'
import { personalScanner } from './personal/index.ts'
import { secretsScanner } from './secrets/index.ts'
import type { Scanner } from './types.ts'

/** The scanners that run unless told otherwise. */
export function builtInScanners(): Scanner[] {
  return [secretsScanner(), personalScanner(), attacksScanner()]
}
