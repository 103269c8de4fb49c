import type { Identifier } from '../types.ts'
import { AFRICA } from './africa.ts'
import { AMERICAS } from './americas.ts'
import { ASIA } from './asia.ts'
import { EAST_EUROPE } from './east-europe.ts'
import { GERMANY } from './germany.ts'
import { INDIA } from './india.ts'
import { KOREA } from './korea.ts'
import { NORTH_EUROPE } from './north-europe.ts'
import { OCEANIA } from './oceania.ts'
import { SOUTH_EUROPE } from './south-europe.ts'
import { UK } from './uk.ts'
import { US } from './us.ts'
import { WEST_EUROPE } from './west-europe.ts'

/** Identifiers that states, and what is bound to a state, give out. */
export const NATIONAL: readonly Identifier[] = [
  ...US,
  ...UK,
  ...GERMANY,
  ...SOUTH_EUROPE,
  ...WEST_EUROPE,
  ...NORTH_EUROPE,
  ...EAST_EUROPE,
  ...AMERICAS,
  ...INDIA,
  ...KOREA,
  ...ASIA,
  ...OCEANIA,
  ...AFRICA,
]
