/** The page of each path, with the code that only it needs. */
export const pages = {
  '/': () => import('../pages/overview/overview.tsx'),
  '/explore': () => import('../pages/explore/explore.tsx'),
  '/firewall': () => import('../pages/firewall/firewall.tsx'),
  '/decisions': () => import('../pages/decisions/decisions.tsx'),
  '/activity': () => import('../pages/activity/activity.tsx'),
  '/traces': () => import('../pages/traces/traces.tsx'),
  '/series': () => import('../pages/series/series.tsx'),
  '/analytics': () => import('../pages/analytics/analytics.tsx'),
  '/evidence': () => import('../pages/evidence/evidence.tsx'),
  '/dashboards': () => import('../pages/dashboards/list.tsx'),
  '/dashboards/$id': () => import('../pages/dashboards/dashboard.tsx'),
  '/admin': () => import('../pages/admin/admin.tsx'),
  '/account': () => import('../pages/account/account.tsx'),
  '/login': () => import('../pages/login/signed-in.tsx'),
}

/** Begins to fetch the page of an address, beside the code of the console and not after it. */
export function fetchPage(pathname: string): void {
  const path = pathname.split('/', 2).join('/')
  const load = Object.entries(pages).find(([one]) => one === path)?.[1]
  // What fails is asked for again by the router, which says so.
  load?.().catch(() => {})
}
