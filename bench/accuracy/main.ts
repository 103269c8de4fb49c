/**
 * npm run accuracy [-- secrets personal attacks]
 * npm run accuracy -- --write
 *
 * What the firewall finds and what it leaves alone, on the data sets of TALLY_DATA, with the configuration it ships with. `--write` puts the
 * tables into docs/firewall-accuracy.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Finding, Pipeline } from '@tallystick/firewall'
import { dlpFolder } from '../../scripts/dlp.ts'

/** A part of the report. */
type Section = {
  readonly title: string
  readonly rows: readonly {
    readonly set: string
    readonly figure: string
    readonly value: string
    readonly goal?: string
    readonly met?: boolean
  }[]
}

const PAGE = new URL('../../docs/firewall-accuracy.md', import.meta.url)
const [BEGIN, END] = ['<!-- measured -->', '<!-- /measured -->']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
})
if (dlpFolder() === undefined) {
  console.error(
    'There are no data sets: name their folder in TALLY_DATA (docs/firewall-accuracy.md says which).',
  )
  process.exit(2)
}

if (values.write && positionals.length > 0) {
  console.error('--write puts all tables into the page: leave out the parts.')
  process.exit(3)
}

const pipeline = new Pipeline({ enableLogging: false })
const find = async (text: string, stage: 'input' | 'file', path?: string): Promise<readonly Finding[]> =>
  (await pipeline.detector.detect(text, { stage, path })).findings
const MEASURES: Record<string, () => Promise<Section>> = {
  secrets: async () =>
    (await import('./secrets.ts')).measureSecrets(async (text, path) =>
      (await find(text, path === undefined ? 'input' : 'file', path)).filter(
        ({ family }) => family === 'secret',
      ),
    ),
  personal: async () =>
    (await import('./personal.ts')).measurePersonal(async text =>
      (await find(text, 'input')).filter(({ family }) => family === 'personal'),
    ),
  attacks: async () =>
    (await import('./attacks.ts')).measureAttacks(async text => {
      const attacks = (await find(text, 'input')).filter(({ family }) => family === 'attack')
      return { flagged: attacks.length > 0, score: Math.max(0, ...attacks.map(({ score }) => score)) }
    }),
}

const sections: Section[] = []
for (const name of positionals.length > 0 ? positionals : Object.keys(MEASURES)) {
  const measure = MEASURES[name]
  if (measure === undefined) {
    console.error(`There is no part ${JSON.stringify(name)}; there are ${Object.keys(MEASURES).join(', ')}.`)
    process.exit(3)
  }
  console.error(`… ${name}`)
  sections.push(await measure())
}

const report = sections.map(markdown).join('\n')
console.log(report)
if (values.write) {
  const page = readFileSync(PAGE, 'utf8')
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (start === -1 || end < start) throw new Error(`${PAGE.pathname} has no place for the tables`)
  writeFileSync(PAGE, `${page.slice(0, start + BEGIN.length)}\n\n${report}\n${page.slice(end)}`)
}

function markdown({ title, rows }: Section): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const lines = rows.map(
    ({ set, figure, value, goal = '', met }) =>
      `| ${cell(set)} | ${cell(figure)} | ${met === false ? `**${cell(value)}**` : cell(value)} | ${cell(goal)} | ${met === undefined ? '' : met ? 'met' : '**missed**'} |`,
  )
  return `## ${title}\n\n| set | figure | measured | goal | |\n|---|---|---|---|---|\n${lines.join('\n')}\n`
}
