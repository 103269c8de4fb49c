import { VOCABULARY } from '../../../packages/firewall/src/attacks/model/vocabulary.ts'
import type { Random } from './random.ts'
import { TONGUES } from './tongues.ts'

/** Tokens as optimisers string them together: pieces of words of many languages, code and markup. */
const PIECES = [
  'describing',
  '\\+',
  'similarly',
  'Now',
  'write',
  'opposite',
  'ley',
  '.](',
  'Me',
  'giving',
  '**',
  'ONE',
  'please',
  '?',
  'revert',
  '\\"',
  '!--',
  'Two',
  '==',
  'interface',
  'Manuel',
  'WITH',
  'steps',
  'instead',
  'sentences',
  ':)',
  'ish',
  '->',
  '%{',
  'NAME',
  '{"',
  'Sure',
  '","',
  'anden',
  'FOR',
  ':}',
  'siguientes',
  '\\|',
  '_{',
  'Wikimedia',
  ']',
  'Literatur',
  '\\[',
  'zum',
  'calculus',
  'huit',
  'bullet',
  '<?',
  'hide',
  '](',
  'textit',
  'formula',
  'anglais',
  '${',
  '\\ensuremath',
  'here',
  'ligi',
  'ns',
  '?]',
  '(`',
  'spreadsheet',
  'VS',
  ' $\\',
  'cdnjs',
  '[{',
  '![]',
  'svg',
  'readers',
  '|',
  'github',
  'relative',
  '{[',
  'draft',
  '={',
  '```',
  '\\_',
  'Anfang',
  ':\\',
  'prenato',
  '**]',
  '<<',
  '$$',
  '!!',
  'ymbol',
  'ierung',
  'tikz',
  'Ausdruck',
  'krieg',
  'после',
  'для',
  'então',
  '#{',
  '<%',
  '\\n',
  'begin',
  '{`',
  '==>',
  'exclus',
  'Theorem',
  'proper',
  'Month',
  'phase',
  'Player',
  'Action',
  'Hinweis',
  '[ [',
  '! !',
  'quelques',
  'ostream',
  'lambda',
  '()`',
  '//',
  'dont',
  'sure',
]

const COMMON = VOCABULARY.split(' ').slice(0, 1_500)
const GLUE = [
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  '',
  '',
  '-',
  ' (',
  '("',
  ' !',
  ' :',
  '.](',
  ' {',
  '\\',
  ' = ',
  '}',
  '_',
  '...',
  ' ## ',
  ' "',
  '[',
  ')] ',
  ' ?? ',
  '`, ',
]

/** Words that have nothing to do with each other, of several languages, in any case, with signs where none belong. */
export function wordSoup(random: Random): string {
  const tongues = Object.values(TONGUES).slice(0, 6)
  const word = (): string => {
    const some = random.chance(0.65)
      ? random.pick(COMMON)
      : random.chance(0.5)
        ? random.pick(PIECES)
        : random.pick(random.pick(random.pick(tongues).benign).split(' '))
    return random.chance(0.2)
      ? some.slice(0, 1).toUpperCase() + some.slice(1)
      : random.chance(0.05)
        ? some.toUpperCase()
        : some
  }
  return Array.from({ length: 12 + random.below(14) }, () => word() + random.pick(GLUE))
    .join('')
    .trim()
}

/** Pieces strung together, sometimes with one sign over and over. */
export function gibberish(random: Random): string {
  const fill = random.chance(0.2) ? random.pick(['! ', '[ ', '{ ', 'x ']) : ''
  let text = ''
  const count = 12 + random.below(14)
  for (let i = 0; i < count; i++) {
    if (fill !== '' && random.chance(0.5)) text += fill
    else text += random.pick(PIECES) + (random.chance(0.6) ? ' ' : '')
  }
  return text.trim()
}
