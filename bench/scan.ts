/**
 * What one scan costs: CPU milliseconds for prompts of 4 KB by all scanners together, beside `@secretlint/core` (secrets alone) and
 * `@openredaction/core` (personal data alone) on the same prompts; hostile megabytes against a benign one; and 20,000 overlapping findings merged.
 * `npm run bench` does not run it; `node scripts/run.mjs bench/scan.ts [--rounds 3]` does. Each tool runs in fresh processes, in turns.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { OpenRedaction } from '@openredaction/core'
import { lintSource } from '@secretlint/core'
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend'
import { builtInScanners, type Finding, Pipeline, resolveOverlaps } from '@tallystick/firewall'
import { median, percentile, table } from './lib/figures.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, run: { type: 'string' } },
})
const PROMPT = 4_096
const PROMPTS = 400

let state = 20_260_101
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const pick = <T>(list: readonly T[]): T => list[random(list.length)]!

const WORDS =
  `please could you explain how our customers might use the new invoice export when they already have an account with another provider and what would
happen to the old records in that case because the team was asked to write a short summary for the board by friday which should mention costs risks and
next steps in plain language thank you for looking into this issue I tried to restart the server but it still says connection refused`.split(
    /\s+/,
  )
const sentence = (): string => {
  const text = Array.from({ length: 6 + random(14) }, () => pick(WORDS)).join(' ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}${pick(['.', '.', '?', ','])}`
}
/** What stands in one sentence of twenty. */
const VALUES: readonly (() => string)[] = [
  () => `Write to ${pick(WORDS)}.${pick(WORDS)}@mail-${random(90)}.example.net about it.`,
  () => `Call +49 30 ${100_000 + random(800_000)} before ${9 + random(8)}:00.`,
  () => `The build is ${Array.from({ length: 40 }, () => '0123456789abcdef'[random(16)]).join('')}.`,
  () => `See https://example.org/${pick(WORDS)}/${random(1e6)}?page=${random(20)} for more.`,
  () => `const total = items.map(item => item.price * ${random(9)}).reduce((a, b) => a + b, 0)`,
]

function prompt(length: number): string {
  let text = ''
  while (text.length < length)
    text += `${random(20) === 0 ? pick(VALUES)() : sentence()}${pick([' ', ' ', ' ', '\n'])}`
  return text.slice(0, length)
}

/** Texts that would be slow for a scanner that goes back and forth. */
const HOSTILE: Readonly<Record<string, string>> = {
  'one letter': 'a',
  digits: '1 ',
  'digits and dashes': '4111-',
  'at signs': 'a@',
  dots: 'a.',
  'key words': 'password=',
  'half a key block': '-----BEGIN PRIVATE KEY-----\n',
  'base64 lines': `${'QUJD'.repeat(19)}\n`,
  braces: '{"a":[',
  'ignore all': 'ignore all previous ',
  'zero width': 'i\u200bg',
  'combining marks': 'a\u0301\u0302',
  percent: '%41%42',
  'behind backslashes': '\\naaaaaaaaaaaaaaaa ',
  'spaced letters': 'i g n o r e ',
}
const MEGABYTE = 1 << 20

type Tool = (text: string) => Promise<unknown>
const TOOLS: Readonly<Record<string, () => Tool>> = {
  'tally, all scanners': () => {
    const pipeline = new Pipeline({ enableLogging: false })
    return text => pipeline.run(text)
  },
  ...Object.fromEntries(
    builtInScanners().map(scanner => [
      `tally ${scanner.id}`,
      () => {
        const pipeline = new Pipeline({ enableLogging: false, scanners: [scanner] })
        return (text: string) => pipeline.run(text)
      },
    ]),
  ),
  secretlint: () => {
    const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }] }
    return content =>
      lintSource({
        source: { content, filePath: 'prompt.txt', ext: '.txt', contentType: 'text' },
        options: { config },
      })
  },
  openredaction: () => {
    const shield = new OpenRedaction()
    return text => shield.detect(text)
  },
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

async function measured(work: () => unknown): Promise<number> {
  const start = cpuMs()
  await work()
  return cpuMs() - start
}

async function prompts(tool: Tool): Promise<{ p50: number; p95: number; rate: number }> {
  const texts = Array.from({ length: PROMPTS }, () => prompt(PROMPT))
  for (const text of texts.slice(0, PROMPTS / 4)) await tool(text)
  const spent: number[] = []
  for (const text of texts) spent.push(await measured(() => tool(text)))
  const total = spent.reduce((sum, ms) => sum + ms, 0)
  return { p50: median(spent), p95: percentile(spent, 0.95), rate: (PROMPT * PROMPTS) / 1e3 / total }
}

async function hostile(): Promise<Record<string, number>> {
  const tool = TOOLS['tally, all scanners']!()
  const benign = prompt(MEGABYTE)
  const best = async (text: string): Promise<number> => {
    const times: number[] = []
    for (let i = 0; i < 3; i++) times.push(await measured(() => tool(text)))
    return Math.min(...times)
  }
  await best(benign)
  const figures: Record<string, number> = { benign: await best(benign) }
  for (const [name, unit] of Object.entries(HOSTILE))
    figures[name] = await best(unit.repeat(Math.ceil(MEGABYTE / unit.length)).slice(0, MEGABYTE))
  return figures
}

async function overlaps(): Promise<number> {
  const at = (start: number): Pick<Finding, 'start' | 'end' | 'score' | 'family'> => ({
    start,
    end: start + 1 + random(400),
    score: random(1_000) / 1_000,
    family: 'personal',
  })
  const findings = Array.from({ length: 20_000 }, () => at(random(40_000)))
  const times: number[] = []
  for (let i = 0; i < 20; i++) times.push(await measured(() => resolveOverlaps(findings)))
  return median(times)
}

if (values.run === 'hostile') console.log(JSON.stringify(await hostile()))
else if (values.run === 'overlaps') console.log(JSON.stringify(await overlaps()))
else if (values.run !== undefined) console.log(JSON.stringify(await prompts(TOOLS[values.run]!())))
else {
  const fresh = <T>(run: string): T => {
    const args = [...process.execArgv, fileURLToPath(import.meta.url), '--run', run]
    const child = spawnSync(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    })
    if (child.status !== 0) throw new Error(`${run} ended with ${child.status}`)
    return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as T
  }
  const rounds = Array.from({ length: Number(values.rounds) }, () =>
    Object.fromEntries(
      Object.keys(TOOLS).map(name => [name, fresh<Awaited<ReturnType<typeof prompts>>>(name)]),
    ),
  )
  const rows = Object.keys(TOOLS).map(name => {
    const of = (key: 'p50' | 'p95' | 'rate') => median(rounds.map(round => round[name]![key])).toFixed(2)
    return [name, of('p50'), of('p95'), of('rate')]
  })
  console.log(`${table(['prompts of 4 KB', 'p50 ms', 'p95 ms', 'MB/s'], rows)}\n`)
  const { benign, ...others } = fresh<Record<string, number>>('hostile')
  console.log(
    table(
      ['a hostile megabyte', 'ms', 'to a benign one'],
      [
        ['benign', benign!.toFixed(0), '1.0'],
        ...Object.entries(others).map(([name, ms]) => [name, ms.toFixed(0), (ms / benign!).toFixed(1)]),
      ],
    ),
  )
  console.log(`\n20,000 overlapping findings merged: ${fresh<number>('overlaps').toFixed(1)} ms`)
}
