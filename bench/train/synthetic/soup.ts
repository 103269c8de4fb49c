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
/** More of what stands in vocabularies of models and nowhere near a sentence. */
const TOKENS = `
  noreferrer setAttribute usepackage mathbb mathcal textbf newcommand hspace vspace includegraphics ListView NSString UITableView println printf sprintf
  StringBuilder ArrayList HashMap addEventListener getElementById querySelector innerHTML className localhost stderr stdout async await nullptr
  typedef struct enum impl foreach isset mysqli jQuery Laravel Spring Maven Gradle Xcode Android Kotlin PostgreSQL Redis webpack onclick href
  kwargs argv numpy DataFrame tensor softmax dropout epsilon lambda sigma varphi rightarrow forall exists subset cdot frac sqrt infty
  Bundesland Gemeinde Stadt Universität Jahrhundert später jedoch zwischen Begriff Leben Weblinks Einzelnachweise Geschichte Verlag Schule
  gennaio febbraio settembre chiesa provincia città storia anche della nella commune département siècle également plusieurs ainsi selon
  años ciudad población también después entonces mientras iglesia referencias enlaces город после который время также области населения года
  listopada grudnia kwietnia także województwo powiat została obec okres města nejsou který även efter under staden befolkning också
  tutorials paragraph sentence verse haiku acronym emoji bullet numbered heading caption summary footnote template placeholder snippet
  Certainly Absolutely Okay Great sorry Hello Dear reply respond follow continue ending opening phrase brackets quotes markdown html json xml yaml
  ously ingly ational ization ments ative ness tion ering ified ably ical ious ences ography ology ville burg shire heim dorf owski ovich
  XVI VIII ISO UTC NASA FIFA UEFA HTTP ASCII UTF JPG PDF ISBN DOI`
  .trim()
  .split(/\s+/)

const SIGNS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '`',
  '\\',
  '|',
  '<',
  '>',
  '=',
  ':',
  ';',
  '.',
  '?',
  '!',
  '#',
  '$',
  '_',
  '^',
  '*',
  '~',
  '@',
  '%',
  '/',
  '-',
  ',',
  '&',
  '+',
]

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

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** As above, of other words, and with as many signs as it happens: from hardly any to more than letters. */
export function tokenSoup(random: Random): string {
  const density = random.next() * 0.7
  const glued = random.next() * 0.35
  const common = 0.2 + random.next() * 0.5
  let text = ''
  const count = 10 + random.below(20)
  for (let i = 0; i < count; i++) {
    let word = random.pick(random.chance(common) ? COMMON : TOKENS)
    if (random.chance(0.15)) word = word.slice(random.below(3))
    if (random.chance(0.2)) word = upperFirst(word)
    else if (random.chance(0.05)) word = word.toUpperCase()
    text += word
    if (random.chance(density)) {
      if (random.chance(0.6)) text += ' '
      const run = 1 + random.below(random.chance(0.3) ? 5 : 2)
      for (let sign = 0; sign < run; sign++) text += random.pick(SIGNS)
      if (random.chance(0.5)) text += ' '
    } else if (!random.chance(glued)) text += ' '
  }
  return text.trim()
}

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
