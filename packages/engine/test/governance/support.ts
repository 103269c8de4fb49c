import { TallyError } from '@tallystick/core'
import type { Metadata } from '../../src/governance/input.ts'
import { compilePolicy } from '../../src/governance/policy.ts'

export const isTallyError = (error: unknown): error is TallyError => error instanceof TallyError

export const CALLER = {
  customer: 'acme',
  key: { id: 'k1', name: 'checkout', scopes: ['ingest'] },
  now: Date.UTC(2026, 0, 31, 12),
}

/** A policy of these rules, as YAML of one line each. */
export const policyOf = (rules: string, more = '') => `name: test\n${more}\nrules:\n${rules}`

/** What a policy says to this metadata. */
export function verdict(source: string, metadata: Metadata = {}, operation = 'chat') {
  return compilePolicy(source).evaluate({ model: 'gpt-4o', operation, metadata }, CALLER)
}
