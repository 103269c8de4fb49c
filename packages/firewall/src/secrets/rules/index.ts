import type { Group } from '../rule.ts'
import { AI } from './ai.ts'
import { CLOUD } from './cloud.ts'
import { CODE } from './code.ts'
import { COMMERCE } from './commerce.ts'
import { HOSTING } from './hosting.ts'
import { MESSAGING } from './messaging.ts'
import { OPERATIONS } from './operations.ts'
import { SERVICES } from './services.ts'
import { STRUCTURES } from './structures.ts'

/** All built-in rules. Where two find the same text, the earlier one names it. */
export const GROUPS: readonly Group[] = [
  ...AI,
  ...CLOUD,
  ...HOSTING,
  ...CODE,
  ...OPERATIONS,
  ...MESSAGING,
  ...COMMERCE,
  ...SERVICES,
  ...STRUCTURES,
]
