import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import type { SavedDocument, SavedSearch } from './saved-search.ts'

const KEY = ['saved-searches']
const PATH = '/api/v1/saved-searches'

export function useSavedSearches() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await api.get<{ saved_searches: readonly SavedSearch[] }>(PATH, {}, signal)).saved_searches,
  })
}

export function useSavedChanges() {
  const client = useQueryClient()
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY })
  return {
    create: useMutation({
      mutationFn: (search: { name: string; shared: boolean; document: SavedDocument }) =>
        api.post<SavedSearch>(PATH, search),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, ...change }: { id: string; version: number; document: SavedDocument }) =>
        api.put<SavedSearch>(`${PATH}/${id}`, change),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: ({ id }: { id: string }) => api.delete(`${PATH}/${id}`), onSuccess }),
  }
}
