import { DASHBOARD_TEMPLATES, type JsonObject } from '@tallystick/core'
import { type Actor, type Engine, viewsOf } from '@tallystick/engine'

/** Shares the templates of dashboards with the tenant, but for those whose names it has. */
export async function shareDashboards(
  engine: Pick<Engine, 'control' | 'ingest'>,
  tenant: string,
  actor: Actor,
): Promise<void> {
  const views = viewsOf(engine, { tenant, permissions: new Set(), kind: 'dashboard', actor })
  const there = new Set((await views.list()).map(({ name }) => name))
  for (const { name, document } of DASHBOARD_TEMPLATES)
    if (!there.has(name))
      await views.create({ name, shared: true, document: document as unknown as JsonObject })
}
