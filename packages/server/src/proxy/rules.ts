import { suggest, TallyError } from '@tallystick/core'
import { mustBeKnown, type PolicyInput, policyOf, type ScanPolicy } from '@tallystick/firewall'
import Type, { type Static } from 'typebox'
import { Errors } from 'typebox/value'

/** What the proxy does for whom. The first rule counts of which all that it names fits. */
export const ProxyRuleInput = Type.Object(
  {
    tenant: Type.Optional(Type.String({ description: 'Name of the tenant.' })),
    key: Type.Optional(Type.String({ description: 'Id of the API key.' })),
    route: Type.Optional(Type.String({ description: 'Like /v1/chat/completions.' })),
    policy: Type.Optional(Type.Unsafe<PolicyInput>({ description: 'Scan policy; checked by the firewall.' })),
    restore: Type.Optional(
      Type.Boolean({
        description: 'Put the values back into answers that were taken out of the prompt. Default true.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ProxyRuleInput = Static<typeof ProxyRuleInput>

export type ProxyRule = {
  readonly policy: ScanPolicy
  readonly restore: boolean
}

export type Asker = { readonly tenant: string; readonly key: string | undefined; readonly route: string }

/**
 * What happens where no rule fits: secrets and personal data are taken out, and put back into answers; attacks are recorded and pass, for one in some
 * hundred harmless prompts looks like one.
 */
export const PROXY_POLICY: PolicyInput = {
  name: 'proxy-default',
  actions: { secret: 'redact', personal: 'redact', attack: 'observe' },
}

const FIELDS = Object.keys(ProxyRuleInput.properties)

/** Finds the rule for an asker. Throws TALLY_CONFIG_INVALID, naming the rule. */
export function compileRules(rules: readonly unknown[]): (asker: Asker) => ProxyRule {
  const compiled = rules.map((rule, index) => {
    const unknown = Object.keys(Object(rule)).find(name => !FIELDS.includes(name))
    if (unknown !== undefined && !Array.isArray(rule))
      throw invalid(index, `unknown field ${unknown}; ${meant(unknown)}known are ${FIELDS.join(', ')}`)
    const [problem] = Errors(ProxyRuleInput, rule)
    if (problem !== undefined)
      throw invalid(
        index,
        `${problem.instancePath === '' ? 'it' : problem.instancePath.slice(1)} ${problem.message}`,
      )
    const { policy, restore, ...where } = rule as ProxyRuleInput
    try {
      return { ...ruleOf(policy, restore), where: Object.entries(where) as [keyof Asker, string][] }
    } catch (error) {
      throw error instanceof TallyError ? invalid(index, error.message) : error
    }
  })
  const fallback = ruleOf(undefined, undefined)
  return asker =>
    compiled.find(({ where }) => where.every(([name, value]) => asker[name] === value)) ?? fallback
}

function ruleOf(policy: PolicyInput | undefined, restore: boolean | undefined): ProxyRule {
  const whole = policyOf(policy ?? PROXY_POLICY)
  mustBeKnown(whole)
  return { policy: whole, restore: restore ?? true }
}

function meant(field: string): string {
  const near = suggest(field, FIELDS)
  return near === undefined ? '' : `did you mean ${near}? `
}

function invalid(index: number, problem: string): TallyError {
  return new TallyError('TALLY_CONFIG_INVALID', `rule ${index + 1} of the proxy is not valid: ${problem}`)
}
