import type { Cell } from '../../api/types.ts'
import { numberOf } from '../../query/rows.ts'

/** Threats by type: of scans each flag counts (`["jailbreak","pii"]` is one of both), of security events the name after its first dot. */
export function threatTypes(
  flags: readonly (readonly Cell[])[],
  names: readonly (readonly Cell[])[],
): ReadonlyMap<string, number> {
  const types = new Map<string, number>()
  const add = (type: string, count: number) => types.set(type, (types.get(type) ?? 0) + count)
  for (const [value, count] of flags) for (const flag of flagsOf(value ?? null)) add(flag, numberOf(count))
  for (const [name, count] of names)
    add(String(name ?? 'unnamed').replace(/^(?:threat[a-z]*)\.(?=.)/, ''), numberOf(count))
  return types
}

/** The type that most threats are of, and of how many of them: a threat may be of several types. Undefined where there is none. */
export function topType<Type extends { readonly now: number }>(
  [top]: readonly Type[],
  threats: number,
): { readonly type: Type; readonly share: number } | undefined {
  return top === undefined || top.now === 0 || threats === 0
    ? undefined
    : { type: top, share: Math.min(top.now / threats, 1) }
}

/** A cell that holds an array is its JSON; what is neither is its own flag. */
function flagsOf(value: Cell): readonly string[] {
  if (value === null || value === '[]') return ['without a flag']
  try {
    const read: unknown = JSON.parse(String(value))
    if (Array.isArray(read)) return [...new Set(read.map(String))]
  } catch {
    // A single flag, written as text.
  }
  return [String(value)]
}
