import { compareText, numberOf, TallyError } from '@tallystick/core'
import type { FieldSummary } from '../../ports/event-store.ts'

/** Memory for the values being counted, in characters and CHARACTERS_PER_VALUE; beyond it the widest field lets go of its values. */
const BUDGET = 16 * 2 ** 20
const CHARACTERS_PER_VALUE = 64
/** When even the widest field holds less than this part of the budget, there are too many fields. */
const WORTH_DROPPING = BUDGET / 1_024

/** A field while the rows go by. */
export type Tally = {
  count: number
  /** How often each text came; undefined once there were too many to hold. */
  values: Map<string, { count: number }> | undefined
  /** Types of the texts, where they are asked for. */
  readonly types: Set<FieldSummary['type']> | undefined
  /** Cost of `values` in the budget. */
  cost: number
}

/** Counts the values of many fields in bounded memory. */
export class Tallies {
  readonly #tallies: Tally[] = []
  #spent = 0

  /** A field to count. Throws TALLY_QUERY_MEMORY when there are too many. */
  newTally({ withTypes = false } = {}): Tally {
    const tally: Tally = { count: 0, values: new Map(), types: withTypes ? new Set() : undefined, cost: 0 }
    this.#tallies.push(tally)
    this.#spend(CHARACTERS_PER_VALUE)
    return tally
  }

  add(tally: Tally, text: string): void {
    tally.count++
    const seen = tally.values?.get(text)
    if (seen) {
      seen.count++
      return
    }
    tally.types?.add(typeOfText(text))
    if (!tally.values) return
    tally.values.set(text, { count: 1 })
    const cost = text.length + CHARACTERS_PER_VALUE
    tally.cost += cost
    this.#spend(cost)
  }

  #spend(cost: number): void {
    this.#spent += cost
    if (this.#spent <= BUDGET) return
    const widest = this.#tallies.reduce((a, b) => (b.cost > a.cost ? b : a))
    if (widest.cost < WORTH_DROPPING)
      throw new TallyError(
        'TALLY_QUERY_MEMORY',
        `the events have ${this.#tallies.length} fields, too many to count; name those you want`,
      )
    this.#spent -= widest.cost
    widest.cost = 0
    widest.values = undefined
  }
}

/** Most first, then by code point. */
export function topOf(values: NonNullable<Tally['values']>, limit: number): FieldSummary['top'] {
  return [...values]
    .map(([value, { count }]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareText(a.value, b.value))
    .slice(0, limit)
}

function typeOfText(text: string): FieldSummary['type'] {
  return numberOf(text) !== undefined ? 'number' : text === 'true' || text === 'false' ? 'boolean' : 'string'
}
