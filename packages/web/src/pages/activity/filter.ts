import { holding, term } from '../../query/terms.ts'

/** What the address narrows the activity to. */
export type ActivityFilter = {
  readonly type?: string | undefined
  readonly entity_type?: string | undefined
  readonly entity_id?: string | undefined
  readonly user?: string | undefined
  /** Part of the description, in any case. */
  readonly q?: string | undefined
}

export const FILTERS = [
  'type',
  'entity_type',
  'entity_id',
  'user',
  'q',
] as const satisfies readonly (keyof ActivityFilter)[]

export function filterOf(params: Readonly<Record<string, string | undefined>>): ActivityFilter {
  return Object.fromEntries(FILTERS.map(name => [name, params[name]]))
}

/** Activity that is meant, as a query; with `everything`, records of every stream. Without `payload` descriptions cannot be searched. */
export function queryOf(
  { type, entity_type, entity_id, user, q }: ActivityFilter,
  { payload, everything = false }: { readonly payload: boolean; readonly everything?: boolean },
): string {
  return [
    ...(everything ? [] : ['stream:activity']),
    ...(type === undefined ? [] : [term('name', type)]),
    ...(entity_type === undefined ? [] : [term('entity_type', entity_type)]),
    ...(entity_id === undefined ? [] : [term('entity_id', entity_id)]),
    ...(user === undefined ? [] : [term('user_id', user)]),
    ...(q === undefined || !payload ? [] : [holding('message', q)]),
  ].join(' ')
}

/** What a timeline is about; undefined where the filter names neither an entity nor a user. */
export type Subject =
  | { readonly kind: 'entity'; readonly type: string | undefined; readonly id: string }
  | { readonly kind: 'user'; readonly id: string }

export function subjectOf({ entity_type, entity_id, user }: ActivityFilter): Subject | undefined {
  if (entity_id !== undefined) return { kind: 'entity', type: entity_type, id: entity_id }
  return user === undefined ? undefined : { kind: 'user', id: user }
}
