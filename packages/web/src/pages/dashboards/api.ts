import type { DashboardDocument } from '@tallystick/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

/** `GET /api/v1/dashboards/:id` */
export type Dashboard = {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly shared: boolean
  readonly mine: boolean
  readonly document: unknown
  readonly created: string
  readonly changed: string
  readonly version: number
}

export type NewDashboard = {
  readonly name: string
  readonly shared: boolean
  readonly document: DashboardDocument
}

const PATH = '/api/v1/dashboards'
const LIST = ['dashboards'] as const
const one = (id: string) => ['dashboards', id] as const
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`

export function useDashboards() {
  return useQuery({
    queryKey: LIST,
    queryFn: async ({ signal }) =>
      (await api.get<{ readonly dashboards: readonly Dashboard[] }>(PATH, {}, signal)).dashboards,
  })
}

export function useDashboard(id: string) {
  return useQuery({
    queryKey: one(id),
    queryFn: ({ signal }) => api.get<Dashboard>(pathOf(id), {}, signal),
  })
}

/** Changes of dashboards; what is shown of them is up to date when they resolve. */
export function useDashboardChanges() {
  const client = useQueryClient()
  const changed = () => client.invalidateQueries({ queryKey: LIST, exact: true })
  return {
    create: async (dashboard: NewDashboard): Promise<Dashboard> => {
      const made = await api.post<Dashboard>(PATH, dashboard)
      client.setQueryData(one(made.id), made)
      await changed()
      return made
    },
    /** With a `version` it is refused (TALLY_VIEW_CONFLICT) when that is not the last any more. */
    save: async (
      id: string,
      change: Partial<NewDashboard> & { readonly version?: number },
    ): Promise<Dashboard> => {
      const saved = await api.put<Dashboard>(pathOf(id), change)
      client.setQueryData(one(id), saved)
      await changed()
      return saved
    },
    remove: async (id: string): Promise<void> => {
      await api.delete(pathOf(id))
      client.removeQueries({ queryKey: one(id) })
      await changed()
    },
    reload: (id: string) =>
      client.fetchQuery({ queryKey: one(id), queryFn: () => api.get<Dashboard>(pathOf(id)), staleTime: 0 }),
  }
}
