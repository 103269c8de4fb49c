import type {
  Administration,
  Keeper,
  PolicyActivation,
  PolicyInForce,
  PolicyVersion,
  StoredPolicy,
} from '@tallystick/engine'
import type { HttpRequest } from './transport.ts'

type Mark = Omit<PolicyInForce, 'policy'>
type Version = Omit<PolicyVersion, 'tenant'>

export type Policies = {
  /** For keys that have none of their own. */
  readonly inForce: Mark
  readonly keys: readonly { readonly key: string; readonly policy: Mark }[]
  /** By name, the newest first. */
  readonly versions: readonly Version[]
  /** What applied when, the newest first. */
  readonly history: readonly PolicyActivation[]
}

/** What the commands on policies need of a record. Policies are those of the tenant; `key` is the id of an API key. */
export interface PolicyClient {
  policies(): Promise<Policies>
  /** Without a version the newest. */
  policySource(name: string, version?: number): Promise<Omit<StoredPolicy, 'tenant'>>
  applyPolicy(input: {
    readonly source: string
    readonly key?: string
  }): Promise<{ readonly policy: Version; readonly added: boolean }>
  /** Gives what was in force until then. */
  resetPolicy(input: { readonly key?: string }): Promise<Version>
}

const HISTORY = 100

export function localPolicies(keeper: Keeper, administration: Administration, tenant: string): PolicyClient {
  const { control, governance } = keeper
  return {
    policies: async () => {
      const { policy: _, ...inForce } = await governance.inForce(tenant)
      return {
        inForce,
        keys: await control.keyPolicies(tenant),
        versions: await control.policyVersions(tenant),
        history: await control.policyActivations(tenant, HISTORY),
      }
    },
    policySource: (name, version) => governance.source(tenant, name, version),
    applyPolicy: input => administration.applyPolicy({ tenant, ...input }),
    resetPolicy: input => administration.resetPolicy({ tenant, ...input }),
  }
}

type WireVersion = Omit<Version, 'createdBy'> & { readonly created_by: string }
type WirePolicies = {
  readonly in_force: Mark
  readonly keys: Policies['keys']
  readonly versions: readonly WireVersion[]
  readonly history: readonly {
    readonly key?: string
    readonly policy: Mark | null
    readonly activated: string
    readonly activated_by: string
  }[]
}

export function httpPolicies(json: <T>(path: string, request?: HttpRequest) => Promise<T>): PolicyClient {
  return {
    policies: async () => {
      const { in_force: inForce, keys, versions, history } = await json<WirePolicies>('/api/v1/policies')
      return {
        inForce,
        keys,
        versions: versions.map(toVersion),
        history: history.map(({ key, policy, activated, activated_by: activatedBy }) => ({
          ...(key === undefined ? {} : { key }),
          ...(policy === null ? {} : { policy }),
          activated,
          activatedBy,
        })),
      }
    },
    policySource: async (name, version) => {
      const path = `/api/v1/policies/${encodeURIComponent(name)}/versions/${version ?? 'latest'}`
      const { source, canonical, ...stored } = await json<
        WireVersion & { readonly source: string; readonly canonical: string }
      >(path)
      return { ...toVersion(stored), source, canonical }
    },
    applyPolicy: async input => {
      const { policy, added } = await json<{ policy: WireVersion; added: boolean }>('/api/v1/policies', {
        method: 'PUT',
        json: input,
      })
      return { policy: toVersion(policy), added }
    },
    resetPolicy: async ({ key }) => {
      const { policy } = await json<{ policy: WireVersion }>('/api/v1/policies/active', {
        method: 'DELETE',
        query: { key },
      })
      return toVersion(policy)
    },
  }
}

function toVersion({ created_by: createdBy, ...version }: WireVersion): Version {
  return { ...version, createdBy }
}
