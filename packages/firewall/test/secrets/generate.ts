import { bitOf, setsOf } from '../../src/secrets/characters.ts'
import type { Shape } from '../../src/secrets/shape.ts'
import type { Random } from './support.ts'

const LETTERS = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))

/** Characters that a run of a shape may have; of hexadecimal and of names in small letters only, as generators write them. */
function membersOf(sets: number): string[] {
  const members = LETTERS.filter(char => (setsOf(char.charCodeAt(0)) & sets) !== 0)
  if (sets !== bitOf('h') && sets !== bitOf('g')) return members
  return members.filter(char => char === char.toLowerCase())
}

/** A text that has a shape. */
export function sampleOf({ pieces }: Shape, random: Random): string {
  return pieces
    .map(piece => {
      if ('literal' in piece) return piece.literal
      const members = membersOf(piece.sets)
      const least = Math.max(piece.min, 0)
      const length = least + random(Math.min(piece.max, least + 20) - least + 1)
      return Array.from({ length }, () => members[random(members.length)]!).join('')
    })
    .join('')
}
