import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

export type Verification = {
  readonly state: 'running' | 'done' | 'failed'
  readonly verdict: 'verified' | 'tampered' | 'cannot_tell' | null
  readonly started: string
  readonly finished: string | null
  readonly checked: number
  readonly total: number
  readonly counts: Readonly<Record<'verified' | 'erased' | 'missing' | 'altered' | 'unsealed', number>> | null
  readonly problems: readonly { readonly kind: string; readonly verdict: string; readonly message: string }[]
  readonly omitted: number
  readonly notes: readonly string[]
  readonly by: string
  readonly error: string | null
}

/** `GET /api/v1/evidence` */
export type Evidence = {
  readonly tenant: string
  readonly verifier_key: string
  readonly ledger_size: number
  readonly events: number
  readonly unsealed: number
  readonly checkpoint: {
    readonly size: number
    readonly root: string
    readonly time: string | null
    readonly age_seconds: number | null
    readonly note: string
  } | null
  readonly checkpoint_error?: string
  readonly last_verification: Verification | null
}

const KEY = ['evidence'] as const

/** The state of the tenant's ledger; asked again each second while a verification runs, else now and then. */
export function useEvidence() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Evidence>('/api/v1/evidence', {}, signal),
    refetchInterval: query => (query.state.data?.last_verification?.state === 'running' ? 700 : 15_000),
  })
}

export function useVerify() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.post<{ verification: Verification }>('/api/v1/evidence/verify'),
    onSuccess: ({ verification }) => {
      client.setQueryData<Evidence>(KEY, before =>
        before === undefined ? before : { ...before, last_verification: verification },
      )
      void client.invalidateQueries({ queryKey: KEY })
    },
  })
}
