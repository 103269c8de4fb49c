import { TallyError } from '@tallystick/core'
import type { Engine } from '../engine.ts'
import type { NewView, SavedView, ViewChange, ViewKind } from '../ports/control-store.ts'
import { type Actor, recordDeed } from './deeds.ts'
import type { Permission } from './permissions.ts'

export type ViewsOptions = {
  readonly tenant: string
  readonly permissions: ReadonlySet<Permission>
  readonly kind: ViewKind
  readonly actor: Actor
}

/**
 * Saved searches, or dashboards, as one principal has them: their own and those that their tenant shares. Whatever was changed is in the stream `audit`
 * when the promise resolves, without the document.
 */
export type Views = {
  list(): Promise<readonly SavedView[]>
  /** Throws TALLY_VIEW_NOT_FOUND, also for what somebody else keeps for themselves. */
  get(id: string): Promise<SavedView>
  /** Throws TALLY_VIEW_EXISTS, TALLY_VIEW_TOO_LARGE, TALLY_VIEW_LIMIT. */
  create(view: Pick<NewView, 'name' | 'shared' | 'document'>): Promise<SavedView>
  /** Owners change their own, admins what is shared: TALLY_AUTH_SCOPE otherwise. Throws TALLY_VIEW_CONFLICT for a version that is not the last, and as `create`. */
  change(id: string, change: ViewChange): Promise<SavedView>
  /** Throws TALLY_VIEW_NOT_FOUND, TALLY_AUTH_SCOPE. */
  remove(id: string): Promise<void>
}

/** What a view of each kind is in the audit trail. */
const ENTITY: Readonly<Record<ViewKind, string>> = { search: 'saved_search', dashboard: 'dashboard' }

export function viewsOf(
  engine: Pick<Engine, 'control' | 'ingest'>,
  { tenant, permissions, kind, actor }: ViewsOptions,
): Views {
  const { control } = engine
  const record = (deed: 'create' | 'change' | 'delete', view: SavedView, changed?: readonly string[]) =>
    recordDeed(engine, actor, {
      tenant,
      name: `view.${deed}`,
      message: `${actor.name} ${deed}d ${kind} ${view.name}`,
      entity: [ENTITY[kind], view.id],
      details: {
        view_name: view.name,
        owner: view.owner,
        shared: view.shared,
        version: view.version,
        ...(changed === undefined ? {} : { changed: [...changed] }),
      },
    })
  const get = async (id: string): Promise<SavedView> => {
    const view = await control.view(tenant, kind, id)
    if (view === undefined || !(view.owner === actor.name || view.shared))
      throw new TallyError('TALLY_VIEW_NOT_FOUND', `there is no ${kind} ${JSON.stringify(id.slice(0, 64))}`)
    return view
  }
  const mustOwn = async (id: string): Promise<SavedView> => {
    const view = await get(id)
    if (view.owner !== actor.name && !permissions.has('admin'))
      throw new TallyError('TALLY_AUTH_SCOPE', `this ${kind} is changed by ${view.owner} and by admins only`)
    return view
  }
  return {
    list: () => control.views(tenant, kind, actor.name),
    get,
    async create(view) {
      const created = await control.createView({ ...view, tenant, kind, owner: actor.name })
      await record('create', created)
      return created
    },
    async change(id, change) {
      await mustOwn(id)
      const view = await control.changeView(tenant, kind, id, change)
      const { version: _, ...members } = change
      await record('change', view, Object.keys(members))
      return view
    },
    async remove(id) {
      const view = await mustOwn(id)
      await control.deleteView(tenant, kind, id)
      await record('delete', view)
    },
  }
}
