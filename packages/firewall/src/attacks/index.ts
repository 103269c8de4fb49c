export { type AttackOptions, attacksScanner } from './scanner.ts'
