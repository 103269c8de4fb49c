import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
  type SearchMiddleware,
} from '@tanstack/react-router'
import { orOffline } from '../api/back.ts'
import { type RangeSearch, rangeSearch } from '../time/range.ts'
import { Loading } from '../ui/states.tsx'
import { NotFound, PageError } from './failures.tsx'
import { pages } from './pages.ts'
import { Root } from './root.tsx'

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Those of `names` that are given. A page reads its own with this. */
function searchOf<Name extends string>(...names: readonly Name[]) {
  return (search: Record<string, unknown>): { [K in Name]?: string } =>
    Object.fromEntries(
      names.map(name => [name, textOf(search[name])]).filter(([, value]) => value !== undefined),
    ) as { [K in Name]?: string }
}

/** A `last` that cannot be read stays in the address until another range takes its place. */
const withoutOldLast: SearchMiddleware<RangeSearch> = ({ search, next }) => {
  const result = next(search)
  return result.from === search.from && result.to === search.to ? result : { ...result, last: undefined }
}

const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  validateSearch: (search: Record<string, unknown>): RangeSearch =>
    rangeSearch(searchOf('from', 'to', 'last')(search)),
  search: { middlewares: [withoutOldLast, retainSearchParams(['from', 'to', 'last'])] },
})

const page = <Path extends keyof typeof pages, Name extends string>(path: Path, ...names: readonly Name[]) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(() => orOffline(pages[path])),
    validateSearch: searchOf(...names),
  })

const routes = [
  page('/'),
  page('/explore', 'q', 'stream', 'columns', 'open', 'order', 'live', 'wrap', 'saved'),
  page(
    '/firewall',
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
  page('/decisions', 'customer', 'model', 'operation', 'allowed', 'key', 'open', 'policy'),
  page(
    '/activity',
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
  page('/traces', 'q', 'order', 'trace', 'span'),
  page('/series', 'expr', 'step', 'hide'),
  page('/analytics', 'days'),
  page('/evidence', 'id'),
  page('/dashboards'),
  page('/dashboards/$id', 'edit'),
  page('/admin', 'tab'),
  page('/account'),
  page('/login', 'error'),
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
