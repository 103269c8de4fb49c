/** One field before and after. What is `null` counts as absent, as in queries. */
export type Change = {
  /** Path of the field, keys joined by dots. */
  readonly field: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly old?: unknown
  readonly new?: unknown
}

/** Fields that are listed; an object may have ten thousand. */
export const MOST = 200
const DEEPEST = 8

type Fields = Readonly<Record<string, unknown>>

/**
 * What an activity says it changed, whichever way it says so: `changes: {field: {old, new}}` (or `from` and `to`, or pairs, or a list), `old_values` and
 * `new_values`, `before` and `after`, `old` and `new`, or pairs like `old_status` and `new_status`; in the attributes or in their `metadata`.
 */
export function changesOf(attributes: unknown): readonly Change[] {
  if (!isFields(attributes)) return []
  const found = new Map<string, Change>()
  for (const fields of [attributes, attributes.metadata])
    if (isFields(fields)) for (const pair of pairsOf(fields)) compare(pair, found, 0)
  return [...found.values()]
}

type Pair = { readonly field: string; readonly old: unknown; readonly new: unknown }

/** Names that stand for one pair, old first. */
const SIDES = [
  ['old', 'new'],
  ['from', 'to'],
  ['before', 'after'],
] as const
const WHOLES = [
  ['old_values', 'new_values'],
  ['before', 'after'],
  ['old', 'new'],
] as const

function* pairsOf(fields: Fields): Generator<Pair> {
  yield* listed(fields.changes)
  for (const [before, after] of WHOLES) {
    const [old, now] = [fields[before], fields[after]]
    if (old === undefined && now === undefined) continue
    if (isFields(old) || isFields(now)) {
      for (const key of keysOf(old, now)) yield { field: key, old: at(old, key), new: at(now, key) }
    } else if (old !== undefined && now !== undefined) {
      // `{field: "threshold", before: 0.75, after: 0.7}`
      const field = typeof fields.field === 'string' ? fields.field : 'value'
      yield { field, old, new: now }
    }
  }
  for (const key of Object.keys(fields)) {
    const name = /^(?:old|new)_(?!values$)(.+)$/.exec(key)?.[1]
    if (name === undefined) continue
    const [old, now] = [`old_${name}`, `new_${name}`]
    // One of the two alone may be anything: `new_customer: true`.
    if (Object.hasOwn(fields, old) && Object.hasOwn(fields, now))
      yield { field: name, old: fields[old], new: fields[now] }
  }
}

function* listed(changes: unknown): Generator<Pair> {
  if (Array.isArray(changes)) {
    for (const item of changes) {
      const sides = sidesOf(item)
      if (sides !== undefined && isFields(item) && typeof item.field === 'string')
        yield { field: item.field, ...sides }
    }
    return
  }
  if (!isFields(changes)) return
  for (const [field, value] of Object.entries(changes)) {
    const sides = sidesOf(value)
    if (sides !== undefined) yield { field, ...sides }
  }
}

function sidesOf(value: unknown): { readonly old: unknown; readonly new: unknown } | undefined {
  if (Array.isArray(value)) return value.length === 2 ? { old: value[0], new: value[1] } : undefined
  if (!isFields(value)) return undefined
  for (const [old, now] of SIDES)
    if (Object.hasOwn(value, old) || Object.hasOwn(value, now)) return { old: value[old], new: value[now] }
  return undefined
}

/** Adds what differs; objects are gone into, so that only the fields that differ are told. */
function compare({ field, old, new: now }: Pair, found: Map<string, Change>, depth: number): void {
  if (found.size >= MOST || found.has(field)) return
  if (isFields(old) && isFields(now) && depth < DEEPEST) {
    for (const key of keysOf(old, now))
      compare({ field: `${field}.${key}`, old: at(old, key), new: at(now, key) }, found, depth + 1)
    return
  }
  const [absent, gone] = [old === undefined || old === null, now === undefined || now === null]
  if (absent && gone) return
  if (absent) found.set(field, { field, kind: 'added', new: now })
  else if (gone) found.set(field, { field, kind: 'removed', old })
  else if (!isSame(old, now)) found.set(field, { field, kind: 'changed', old, new: now })
}

/** Whether two values are the same JSON, whatever the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => isSame(item, b[i]))
  if (!isFields(a) || !isFields(b)) return false
  return keysOf(a, b).every(key => isSame(a[key], b[key]))
}

function keysOf(a: unknown, b: unknown): string[] {
  return [...new Set([...(isFields(a) ? Object.keys(a) : []), ...(isFields(b) ? Object.keys(b) : [])])]
}

function at(value: unknown, key: string): unknown {
  return isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
