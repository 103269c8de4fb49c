import type { TallyEvent } from '../../api/types.ts'

export type Day = { readonly day: string; readonly events: readonly TallyEvent[] }

/** Events by the day they happened on, in the order given. `dayOf` tells days apart, in the zone that times are shown in. */
export function daysOf(events: readonly TallyEvent[], dayOf: (time: string) => string): Day[] {
  const days: { day: string; events: TallyEvent[] }[] = []
  for (const event of events) {
    const day = dayOf(event.time)
    const last = days.at(-1)
    if (last?.day === day) last.events.push(event)
    else days.push({ day, events: [event] })
  }
  return days
}

export type Deed = 'create' | 'update' | 'delete' | 'other'

const DEEDS: Readonly<Record<string, Deed>> = {
  create: 'create',
  created: 'create',
  add: 'create',
  insert: 'create',
  update: 'update',
  updated: 'update',
  change: 'update',
  changed: 'update',
  edit: 'update',
  delete: 'delete',
  deleted: 'delete',
  remove: 'delete',
  erase: 'delete',
}

/** What kind of deed an event type is: `CREATE`, `order.create`, `order_created`, or what its attributes call `action`. */
export function deedOf({ name = '', attributes }: Pick<TallyEvent, 'name' | 'attributes'>): Deed {
  const action = typeof attributes?.action === 'string' ? attributes.action : ''
  for (const word of [name.split(/[.:_\s-]/).at(-1) ?? '', action]) {
    const deed = Object.hasOwn(DEEDS, word.toLowerCase()) ? DEEDS[word.toLowerCase()] : undefined
    if (deed !== undefined) return deed
  }
  return 'other'
}
