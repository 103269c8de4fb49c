export type { AllowList, SecretRule } from './custom.ts'
export { type GitleaksFile, loadGitleaksRules, readGitleaksFile } from './gitleaks.ts'
export { type SecretsOptions, secretRuleIds, secretsScanner } from './scanner.ts'
