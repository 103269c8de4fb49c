import type { CatalogueEntry } from './data.ts'
import { functionOf, isCondition, isName, seriesIn } from './expression.ts'

/** The unit of an expression's values as far as it follows from what it names; '' where it does not. */
export function unitOf(expression: string, catalogue: readonly CatalogueEntry[]): string {
  const fn = functionOf(expression)
  if (isCondition(expression) || fn === 'count') return ''
  const named = seriesIn(expression).map(({ kind, name }) =>
    catalogue.find(entry => entry.kind === kind && entry.name === name),
  )
  const [only] = named
  if (named.length !== 1 || only?.units.length !== 1) return ''
  // A share of its own definition; what others call `1` may be anything.
  if (only.units[0] === '1') return only.kind === 'derived' && isName(expression) ? 'share' : ''
  if (!isName(expression) && fn === undefined) return ''
  return fn === 'rate' ? `${only.units[0]}/s` : only.units[0]!
}
