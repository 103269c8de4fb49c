import type { Random } from './random.ts'

/** Ways to write a text so that people still read it and filters do not: for training, and for measuring robustness. */
export const DISGUISES = {
  spaced: (text: string) =>
    text
      .split(/\s+/)
      .map(word => [...word].join(' '))
      .join('   '),
  'spaced evenly': (text: string) => [...text.replace(/\s+/g, '')].join(' '),
  dotted: (text: string) =>
    text
      .split(/\s+/)
      .map(word => [...word].join('.'))
      .join(' '),
  leetspeak: (text: string) =>
    text.replace(
      /[aeiost]/gi,
      letter => ({ a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' })[letter.toLowerCase()] ?? letter,
    ),
  'mixed case': (text: string, random: Random) =>
    text.replace(/\p{L}/gu, letter => (random.chance(0.5) ? letter.toUpperCase() : letter.toLowerCase())),
  typos: (text: string, random: Random) =>
    text.replace(/\p{L}{5,}/gu, word => {
      if (!random.chance(0.25)) return word
      const at = 1 + random.below(word.length - 3)
      return random.chance(0.5)
        ? word.slice(0, at) + word.slice(at + 1)
        : word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
    }),
  repeated: (text: string, random: Random) =>
    text.replace(/\p{L}/gu, letter => (random.chance(0.12) ? letter.repeat(2 + random.below(3)) : letter)),
} as const satisfies Record<string, (text: string, random: Random) => string>

export type Disguise = keyof typeof DISGUISES

export const disguise = (how: Disguise, text: string, random: Random): string => DISGUISES[how](text, random)
