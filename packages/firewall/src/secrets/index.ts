export type { AllowList, SecretRule } from './custom.ts'
export { loadGitleaksRules } from './gitleaks.ts'
export { type SecretsOptions, secretRuleIds, secretsScanner } from './scanner.ts'
