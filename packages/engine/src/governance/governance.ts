import { TallyError, timeFromMs } from '@tallystick/core'
import type { IngestResult } from '../ingest/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ApiKey, ControlStore, PolicyVersion, StoredPolicy } from '../ports/control-store.ts'
import { BUILT_IN_SOURCE, builtIn } from './built-in.ts'
import { CompiledPolicies } from './compiled.ts'
import { type Decision, decisionEvent, type PolicyMark } from './decision.ts'
import { checkInput } from './input.ts'
import { compilePolicy, type Policy } from './policy.ts'
import { BUILT_IN } from './policy-document.ts'

/** Where the policy in force comes from. */
export type PolicyInForce = PolicyMark & { readonly policy: Policy }

export type NewPolicyVersion = {
  readonly tenant: string
  readonly source: string
  readonly key?: string
  readonly by: string
}

type Parts = {
  readonly control: ControlStore
  readonly clock: Clock
  readonly ingest: (tenant: string, values: readonly unknown[]) => Promise<IngestResult>
}

const BUILT_IN_VERSION = 0
const builtInMark = (): PolicyMark => ({ name: BUILT_IN, version: BUILT_IN_VERSION, hash: builtIn().hash })

/** Decisions by the policies of tenants, each in the record before it is answered. */
export class Governance {
  readonly #parts: Parts
  readonly #compiled = new CompiledPolicies()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Decides what `body` asks, a `{model, operation, metadata?}` from outside, in the name of a key and for its tenant. Resolves when the
   * decision is durable. Throws TALLY_CHECK_CONTENT, TALLY_CHECK_METADATA, TALLY_REQUEST_INVALID, nothing being recorded; rejects as ingest does.
   */
  async check(key: ApiKey, body: unknown, requestId?: string): Promise<Decision> {
    const input = checkInput(body)
    const now = this.#parts.clock.now()
    const { policy, name, version, hash } = await this.inForce(key.tenant, key.id)
    const verdict = policy.evaluate(input, {
      customer: key.tenant,
      key: { id: key.id, name: key.name, scopes: key.scopes },
      now,
    })
    const decision = {
      time: timeFromMs(now),
      customer: key.tenant,
      key: key.id,
      input,
      verdict,
      policy: { name, version, hash },
    }
    const { ids, errors } = await this.#parts.ingest(key.tenant, [decisionEvent(decision, requestId)])
    const [refused] = errors
    if (refused !== undefined) throw new TallyError(refused.error.code, refused.error.message)
    return { ...decision, id: ids[0]! }
  }

  /** The policy that decides for a key, or for the keys of a tenant that have none of their own. */
  async inForce(tenant: string, key?: string): Promise<PolicyInForce> {
    const active = await this.#parts.control.activePolicy(tenant, key)
    if (active === undefined) return { ...builtInMark(), policy: builtIn() }
    const { name, version, hash } = active
    const policy = await this.#compiled.load(hash, () => this.#stored(tenant, name, version))
    return { name, version, hash, policy }
  }

  /** Compiles a policy and puts it in force. Throws TALLY_POLICY_INVALID, TALLY_POLICY_TOO_COMPLEX, and as the control store does. */
  async apply({
    tenant,
    source,
    key,
    by,
  }: NewPolicyVersion): Promise<{ readonly policy: PolicyVersion; readonly added: boolean }> {
    const { document, canonical, hash } = compilePolicy(source)
    if (document.name === BUILT_IN)
      throw new TallyError(
        'TALLY_POLICY_INVALID',
        `${BUILT_IN} is the name of the policy that comes with Tallystick; give yours another`,
      )
    return this.#parts.control.applyPolicy({
      tenant,
      name: document.name,
      hash,
      canonical,
      source,
      by,
      ...(key === undefined ? {} : { key }),
    })
  }

  /** A version of a policy as it was written; without a number the newest. Throws TALLY_POLICY_NOT_FOUND. */
  async source(tenant: string, name: string, version?: number): Promise<StoredPolicy> {
    if (name !== BUILT_IN) return this.#stored(tenant, name, version)
    if (version !== undefined && version !== BUILT_IN_VERSION) throw noPolicy(name, version)
    return {
      tenant,
      ...builtInMark(),
      created: timeFromMs(0),
      createdBy: 'tallystick',
      canonical: builtIn().canonical,
      source: BUILT_IN_SOURCE,
    }
  }

  async #stored(tenant: string, name: string, version: number | undefined): Promise<StoredPolicy> {
    const stored = await this.#parts.control.policy(tenant, name, version)
    if (stored === undefined) throw noPolicy(name, version)
    return stored
  }
}

function noPolicy(name: string, version: number | undefined): TallyError {
  const which = version === undefined ? '' : ` version ${version} of`
  return new TallyError(
    'TALLY_POLICY_NOT_FOUND',
    `there is no${which} policy ${JSON.stringify(name.slice(0, 64))}`,
  )
}
