import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

export type TenantStats = {
  readonly tenant: string
  readonly events: number
  readonly sealed: number
  readonly indexed: number
  readonly ledger_size: number
  readonly first?: string
  readonly last?: string
}

export type Stats = {
  readonly tenants: readonly TenantStats[]
  /** Bytes; for admins of the instance. */
  readonly disk?: {
    readonly wal: number
    readonly journal: number
    readonly ledger: number
    readonly index: number
  }
  readonly tables?: readonly { readonly name: string; readonly rows: number; readonly bytes: number }[]
}

export function useStats() {
  return useQuery({
    queryKey: ['admin', 'stats'],
    queryFn: ({ signal }) => api.get<Stats>('/api/v1/stats', {}, signal),
  })
}
