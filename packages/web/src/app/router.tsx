import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { Loading } from '../ui/states.tsx'
import { NotFound, PageError } from './failures.tsx'
import { Root } from './root.tsx'

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Those of `names` that are given. A page reads its own with this. */
function searchOf<Name extends string>(...names: readonly Name[]) {
  return (search: Record<string, unknown>): { [K in Name]?: string } =>
    Object.fromEntries(
      names.map(name => [name, textOf(search[name])]).filter(([, value]) => value !== undefined),
    ) as { [K in Name]?: string }
}

const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  validateSearch: searchOf('from', 'to'),
  search: { middlewares: [retainSearchParams(['from', 'to'])] },
})

const page = <Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<{ default: () => React.ReactNode }>,
  ...names: readonly Name[]
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load),
    validateSearch: searchOf(...names),
  })

const routes = [
  page('/', () => import('../pages/overview/overview.tsx')),
  page(
    '/explore',
    () => import('../pages/explore/explore.tsx'),
    'q',
    'stream',
    'columns',
    'open',
    'order',
    'live',
    'wrap',
    'saved',
  ),
  page(
    '/firewall',
    () => import('../pages/firewall/firewall.tsx'),
    'view',
    'severity',
    'session',
    'score',
    'flag',
    'environment',
    'ip',
    'user',
    'action',
    'sources',
    'sort',
    'open',
  ),
  page(
    '/decisions',
    () => import('../pages/decisions/decisions.tsx'),
    'customer',
    'model',
    'operation',
    'allowed',
    'key',
    'open',
    'policy',
  ),
  page(
    '/activity',
    () => import('../pages/activity/activity.tsx'),
    'entity_type',
    'entity_id',
    'user',
    'type',
    'q',
    'open',
    'live',
    'time',
    'streams',
    'order',
  ),
  page('/traces', () => import('../pages/traces/traces.tsx'), 'q', 'order', 'trace', 'span'),
  page('/series', () => import('../pages/series/series.tsx'), 'expr', 'step', 'hide'),
  page('/analytics', () => import('../pages/analytics/analytics.tsx'), 'days'),
  page('/evidence', () => import('../pages/evidence/evidence.tsx'), 'id'),
  page('/dashboards', () => import('../pages/dashboards/list.tsx')),
  page('/dashboards/$id', () => import('../pages/dashboards/dashboard.tsx'), 'edit'),
  page('/admin', () => import('../pages/admin/admin.tsx'), 'tab'),
  page('/account', () => import('../pages/account/account.tsx')),
  page('/login', () => import('../pages/login/signed-in.tsx'), 'error'),
] as const

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: PageError,
  scrollRestoration: true,
  // Plain parameters: an address is to be read, and written by hand.
  parseSearch: text => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: search => {
    const text = new URLSearchParams(
      Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ).toString()
    return text === '' ? '' : `?${text}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
