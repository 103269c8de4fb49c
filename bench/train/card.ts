import { readFileSync, writeFileSync } from 'node:fs'

export type Measured = {
  readonly set: string
  readonly attack: boolean
  readonly rows: number
  readonly rate: number
}
export type HeldOut = {
  readonly folds: number
  readonly folded: readonly Measured[]
  readonly leftOut: readonly Measured[]
}

const CARD = new URL('../../docs/model-card.md', import.meta.url)
const [BEGIN, END] = ['<!-- held out -->', '<!-- /held out -->']

const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`

function tables({ folds, folded, leftOut }: HeldOut): string {
  const without = (name: string, attack: boolean): string => {
    const found = leftOut.find(({ set, attack: is }) => set === name && is === attack)
    return found === undefined ? '' : percent(found.rate)
  }
  const table = (head: string, rows: readonly Measured[]): string =>
    `| ${head} | rows | held out (${folds} folds) | whole set left out |\n|---|--:|--:|--:|\n${rows
      .map(
        ({ set, attack, rows, rate }) => `| ${set} | ${rows} | ${percent(rate)} | ${without(set, attack)} |`,
      )
      .join('\n')}\n`
  const isReal = ({ set }: Measured): boolean => !/^(?:written|authored|alone|buried|long)/.test(set)
  const buried = folded.filter(({ set }) => set.startsWith('buried'))
  return [
    table(
      'attacks: recall',
      folded.filter(row => row.attack && isReal(row)),
    ),
    table(
      'harmless texts: false positives',
      folded.filter(row => !row.attack && (isReal(row) || row.set.startsWith('long'))),
    ),
    `| recall of attacks of at most 6,000 characters | alone | inside 20 KB of harmless text |\n|---|--:|--:|\n${buried
      .map(({ set, rate }) => {
        const name = set.slice('buried: '.length)
        return `| ${name} | ${percent(folded.find(row => row.set === `alone: ${name}`)!.rate)} | ${percent(rate)} |`
      })
      .join('\n')}\n`,
    table(
      'written rows',
      folded.filter(({ set }) => /^(?:written|authored)/.test(set)),
    ),
  ].join('\n')
}

/** Puts the figures into docs/model-card.md. */
export function writeCard(heldOut: HeldOut): void {
  const page = readFileSync(CARD, 'utf8')
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (start === -1 || end < start) throw new Error(`${CARD.pathname} has no place for the figures`)
  writeFileSync(CARD, `${page.slice(0, start + BEGIN.length)}\n\n${tables(heldOut)}\n${page.slice(end)}`)
}
