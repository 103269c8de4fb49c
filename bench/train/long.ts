import type { Random, Row } from './synthetic/index.ts'

/** Long harmless texts are made of one kind of texts: a prompt among mails is an attack by any other name. */
const KINDS = [
  /NotInject|MITRE|^user|^seed/,
  /^answers|^inputs/,
  /mails|tool results/,
  /documentation|read-me|technical documents/,
  /source files|commented code|python code|systems code|scripts|sql|markup|settings/,
  /authored: (?:tale|essay|letter|verse|steps|rules|article|thread|manual)/,
  /authored: (?:mail|web page|document)$/,
]

export const kindsOf = (rows: readonly Row[]): Row[][] =>
  KINDS.map(kind => rows.filter(({ attack, set }) => !attack && kind.test(set))).filter(
    ({ length }) => length > 0,
  )

/** Rows of one kind, drawn until there are so many characters. */
export function long(random: Random, kinds: readonly Row[][], length: number): string[] {
  const pool = random.pick(kinds)
  const parts: string[] = []
  for (let have = 0; have < length; have += parts.at(-1)!.length + 2) parts.push(random.pick(pool).text)
  return parts
}
