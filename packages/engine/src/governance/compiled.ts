import type { StoredPolicy } from '../ports/control-store.ts'
import { compileCanonical, type Policy } from './policy.ts'

/** Policies that are kept compiled. One takes some tens of kilobytes. */
const KEPT = 2_048

/** Compiled policies by the hash of what they mean, the least recently used going first. As a hash never means anything else, none is ever stale. */
export class CompiledPolicies {
  readonly #byHash = new Map<string, Policy>()
  /** Loads that are under way, so that many checks at once compile once. */
  readonly #loading = new Map<string, Promise<Policy>>()

  get(hash: string): Policy | undefined {
    const policy = this.#byHash.get(hash)
    if (policy === undefined) return undefined
    this.#byHash.delete(hash)
    this.#byHash.set(hash, policy)
    return policy
  }

  /** `read` gives what is stored under the hash. */
  async load(hash: string, read: () => Promise<StoredPolicy>): Promise<Policy> {
    const known = this.get(hash)
    if (known !== undefined) return known
    let loading = this.#loading.get(hash)
    if (loading === undefined) {
      loading = this.#compile(hash, read).finally(() => this.#loading.delete(hash))
      this.#loading.set(hash, loading)
    }
    return loading
  }

  async #compile(hash: string, read: () => Promise<StoredPolicy>): Promise<Policy> {
    const policy = compileCanonical((await read()).canonical)
    this.#byHash.set(hash, policy)
    if (this.#byHash.size > KEPT) this.#byHash.delete(this.#byHash.keys().next().value!)
    return policy
  }
}
