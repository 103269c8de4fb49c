import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import type { Role } from '../../api/types.ts'

export type User = {
  readonly name: string
  readonly tenant: string
  readonly role: Role
  readonly grants: readonly string[]
  readonly created: string
  readonly disabled?: string
}

export const SCOPES = ['ingest', 'read', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export type Key = {
  readonly id: string
  readonly tenant: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly created: string
  readonly expires?: string
  readonly revoked?: string
  readonly last_used?: string
}

export type Tenant = { readonly name: string; readonly created: string }

/** What `GET path` gives under `name`. */
export function useList<T>(path: string, name: string) {
  return useQuery({
    queryKey: ['admin', path],
    queryFn: async ({ signal }) =>
      (await api.get<Record<string, readonly T[]>>(path, {}, signal))[name] ?? [],
  })
}

/** Does something and reads all lists anew. */
export function useDo<Input, Output>(act: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: ['admin'] }),
  }).mutateAsync
}
