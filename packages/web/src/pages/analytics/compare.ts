/** The same figure of a period and of the one before. */
export type Pair = { readonly now: number; readonly before: number }

/** Relative change; null when there was nothing before. */
export function changeOf({ now, before }: Pair): number | null {
  return before === 0 ? null : (now - before) / before
}

/** `+34 %`, `−12 %`, `× 12`, `as before`, `none before`; `–` where there is none at all. */
export function changeText(pair: Pair): string {
  const change = changeOf(pair)
  if (change === null) return pair.now === 0 ? '–' : 'none before'
  const rounded = Math.round(change * 100)
  if (rounded === 0) return 'as before'
  if (rounded >= 1_000) return `× ${Math.round(pair.now / pair.before)}`
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded)} %`
}

/** Least relative change of a count that is told. */
const TOLD = 0.1
/** Standard deviations by which a change has to be more than chance, were the events independent. */
const SURE = 3

/** Whether a count changed by more than chance explains, and by enough to be told. */
export function hasChanged({ now, before }: Pair): boolean {
  const delta = Math.abs(now - before)
  return delta > SURE * Math.sqrt(now + before) && delta >= TOLD * before
}

/** A part of a whole, now and before. */
export type Shares = { readonly part: Pair; readonly whole: Pair }

/** Whether a share changed by more than chance explains (two-proportion test), and by half a point at least. */
export function shareHasChanged({ part, whole }: Shares): boolean {
  if (whole.now === 0 || whole.before === 0) return false
  const delta = part.now / whole.now - part.before / whole.before
  const pooled = (part.now + part.before) / (whole.now + whole.before)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / whole.now + 1 / whole.before))
  return Math.abs(delta) >= 0.005 && Math.abs(delta) > SURE * deviation
}

/** Counts by name of both periods, most now first. */
export function pairsOf(
  now: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
): readonly (Pair & { readonly name: string })[] {
  return [...new Set([...now.keys(), ...before.keys()])]
    .map(name => ({ name, now: now.get(name) ?? 0, before: before.get(name) ?? 0 }))
    .sort((a, b) => b.now - a.now || b.before - a.before)
}

/** The name behind most of a change, and whether more than half is its own; undefined when none stands out. */
export function behind(
  total: Pair,
  parts: readonly (Pair & { readonly name: string })[],
): { readonly name: string; readonly mostly: boolean } | undefined {
  const delta = total.now - total.before
  const [first] = parts
    .map(part => ({ name: part.name, share: (part.now - part.before) / delta }))
    .sort((a, b) => b.share - a.share)
  if (first === undefined || parts.length < 2 || !(first.share >= 0.3)) return undefined
  return { name: first.name, mostly: first.share > 0.5 }
}
