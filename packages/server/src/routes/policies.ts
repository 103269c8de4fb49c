import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  administrationOf,
  compilePolicy,
  type ExampleResult,
  exampleOf,
  type PolicyVersion,
  runExample,
  type StoredPolicy,
} from '@tallystick/engine'
import { actorOf, tenantOf } from '../http/principal.ts'
import {
  ApplyAnswer,
  ApplyBody,
  PoliciesAnswer,
  PolicyParams,
  PolicySource,
  ResetAnswer,
  ResetQuery,
  TestAnswer,
  TestBody,
} from '../schemas/governance.ts'
import type { Routes } from './context.ts'

const HISTORY = 100
const INVALID = ['TALLY_POLICY_INVALID', 'TALLY_POLICY_TOO_COMPLEX'] as const

/** Policies of one's own tenant. Whoever may read sees and tries them; admins put them in force. */
export const policyRoutes: Routes = (app, { engine, settings }) => {
  const { control, governance } = engine
  const markInForce = async (tenant: string, key?: string) => {
    const { name, version, hash } = await governance.inForce(tenant, key)
    return { name, version, hash }
  }

  app.get(
    '/api/v1/policies',
    {
      config: { access: 'read' },
      schema: {
        operationId: 'policies',
        summary: 'The policies in force, all versions there are, and what applied when',
        tags: ['governance'],
        response: { 200: PoliciesAnswer },
      },
    },
    async request => {
      const tenant = tenantOf(request)
      const [inForce, versions, history, keys] = await Promise.all([
        markInForce(tenant),
        control.policyVersions(tenant),
        control.policyActivations(tenant, HISTORY),
        control.keyPolicies(tenant),
      ])
      return {
        in_force: inForce,
        keys: keys.map(({ key, policy: { name, version, hash } }) => ({
          key,
          policy: { name, version, hash },
        })),
        versions: versions.map(versionBody),
        history: history.map(({ key, policy = null, activated, activatedBy }) => ({
          ...(key === undefined ? {} : { key }),
          policy,
          activated,
          activated_by: activatedBy,
        })),
      }
    },
  )

  app.put(
    '/api/v1/policies',
    {
      config: { access: 'admin', errors: [...INVALID, 'TALLY_KEY_NOT_FOUND'] },
      schema: {
        operationId: 'applyPolicy',
        summary: 'Put a policy in force; what differs from every version of its name is a new version',
        tags: ['governance'],
        body: ApplyBody,
        response: { 200: ApplyAnswer },
      },
    },
    async request => {
      const { source, key } = request.body
      const { policy, added } = await administrationOf(engine, actorOf(request)).applyPolicy({
        tenant: tenantOf(request),
        source,
        ...(key === undefined ? {} : { key }),
      })
      return { policy: versionBody(policy), added }
    },
  )

  app.delete(
    '/api/v1/policies/active',
    {
      config: { access: 'admin', errors: ['TALLY_POLICY_NOT_FOUND'] },
      schema: {
        operationId: 'resetPolicy',
        summary: 'Take the policy of the tenant, or of a key, out of force',
        tags: ['governance'],
        querystring: ResetQuery,
        response: { 200: ResetAnswer },
      },
    },
    async request => {
      const tenant = tenantOf(request)
      const { key } = request.query
      const about = key === undefined ? {} : { key }
      const policy = await administrationOf(engine, actorOf(request)).resetPolicy({ tenant, ...about })
      return { policy: versionBody(policy), in_force: await markInForce(tenant, key) }
    },
  )

  app.get(
    '/api/v1/policies/:name/versions/:version',
    {
      config: { access: 'read', errors: ['TALLY_POLICY_NOT_FOUND'] },
      schema: {
        operationId: 'policy',
        summary: 'A version of a policy as it was written, and what it means',
        tags: ['governance'],
        params: PolicyParams,
        response: { 200: PolicySource },
      },
    },
    async request => {
      const { name, version } = request.params
      return sourceBody(
        await governance.source(tenantOf(request), name, version === 'latest' ? undefined : Number(version)),
      )
    },
  )

  app.post(
    '/api/v1/policies/test',
    {
      config: { access: 'read', errors: INVALID },
      schema: {
        operationId: 'testPolicy',
        summary: 'Try a policy, or without one that in force, with examples; nothing is recorded',
        tags: ['governance'],
        body: TestBody,
        response: { 200: TestAnswer },
      },
    },
    async request => {
      const { source, key, examples } = request.body
      const tried = examples.map((example, index) => exampleOf(example, `example ${index + 1}`))
      const tested = source === undefined ? await governance.inForce(tenantOf(request), key) : triedOf(source)
      const results: ExampleResult[] = []
      for (const example of tried) {
        // Checks of others are not to wait for a hundred of these.
        await nextTurn()
        results.push(runExample(tested.policy, example, settings.now()))
      }
      const { name, version, hash } = tested
      return {
        policy: { name, version, hash },
        passed: results.every(({ mismatch }) => mismatch === undefined),
        results: results.map(resultBody),
      }
    },
  )
}

/** A policy that is only tried has no version. */
function triedOf(source: string) {
  const policy = compilePolicy(source)
  return { policy, name: policy.document.name, version: 0, hash: policy.hash }
}

function versionBody({ name, version, hash, created, createdBy }: PolicyVersion) {
  return { name, version, hash, created, created_by: createdBy }
}

function sourceBody({ source, canonical, ...version }: StoredPolicy) {
  return { ...versionBody(version), source, canonical }
}

function resultBody({ verdict, ...result }: ExampleResult) {
  if (verdict === undefined) return result
  const { riskScore, ...rest } = verdict
  return { ...result, verdict: { ...rest, risk_score: riskScore } }
}
