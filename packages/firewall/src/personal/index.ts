export { PERSONAL_TYPES, type PersonalOptions, personalScanner } from './scanner.ts'
