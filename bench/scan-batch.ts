/**
 * How fast files are scanned: MB of text for each second of CPU, of a made-up corpus and of this repository, beside `@secretlint/core` with its
 * recommended preset (secrets) and `@openredaction/core` with its defaults (personal data) on the same texts. `npm run bench` does not
 * run it; `node scripts/run.mjs bench/scan-batch.ts [--rounds 3] [--seconds 8] [--mib 16]` does.
 *
 * Each tool runs in a fresh process, in turns; it scans the corpus, again and again, until its seconds are over, after a tenth of them to get warm.
 * Ratios are taken within a round. The tools look for different things: what each found is printed, and is no measure of who is right.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { OpenRedaction } from '@openredaction/core'
import { lintSource } from '@secretlint/core'
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend'
import {
  createDetector,
  personalScanner,
  policyOf,
  type Scanner,
  type SourceFile,
  scanFile,
  secretsScanner,
  walkFiles,
} from '@tallystick/firewall'
import { median, table } from './lib/figures.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    mib: { type: 'string', default: '16' },
    run: { type: 'string' },
    corpus: { type: 'string' },
  },
})
const SECONDS = Number(values.seconds)
const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Bytes per second of CPU, bytes seen, findings. */
type Figure = { readonly rate: number; readonly bytes: number; readonly findings: number }

/** Scans one file and says how much was found. */
type Tool = (file: SourceFile) => Promise<number>

function tally(...scanners: Scanner[]): Tool {
  const policy = policyOf({ deadline_ms: 600_000 })
  const detector = createDetector(scanners, policy, 'bench')
  return async file => (await scanFile(file, { detector, policy }))?.findings.length ?? 0
}

const text = ({ path }: SourceFile): string => readFileSync(path, 'utf8')

function secretlint(): Tool {
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }] }
  return async file => {
    const source = { content: text(file), filePath: file.path, ext: '', contentType: 'text' as const }
    return (await lintSource({ source, options: { config } })).messages.length
  }
}

function openredaction(): Tool {
  const shield = new OpenRedaction()
  return async file => (await shield.detect(text(file))).detections.length
}

const TOOLS: Readonly<Record<string, () => Tool>> = {
  tally: () => tally(secretsScanner(), personalScanner()),
  'tally secrets': () => tally(secretsScanner()),
  secretlint,
  'tally personal': () => tally(personalScanner()),
  openredaction,
}

/** Pairs that look for the same kind of thing. */
const PAIRS = [
  ['tally secrets', 'secretlint'],
  ['tally personal', 'openredaction'],
] as const

async function measure(name: string, corpus: string): Promise<Figure> {
  const tool = TOOLS[name]!()
  const { files } = await walkFiles([corpus])
  const order = files.filter(file => file.size > 0 && file.size < 1 << 20)
  const until = (seconds: number) => {
    const start = process.cpuUsage()
    return () => spent(start) < seconds
  }
  const warming = until(SECONDS / 10)
  for (let i = 0; warming() && i < order.length; i++) await tool(order[(i * 7_919) % order.length]!)
  const start = process.cpuUsage()
  const running = until(SECONDS)
  let bytes = 0
  let findings = 0
  // Small corpora again and again, so that all tools are measured over the same time.
  for (let pass = 0; running(); pass++)
    for (const file of order) {
      if (!running()) break
      const found = await tool(file)
      bytes += file.size
      if (pass === 0) findings += found
    }
  return { rate: bytes / spent(start), bytes, findings }
}

function spent(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

/** Code, logs, settings and prose as repositories hold them, with made-up personal data in about one line of fifty. */
function generate(folder: string, bytes: number): void {
  let state = 20_260_101
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const words =
    'request order customer the of invoice and cache update error value index to user session return token batch retry a in queue is shipped'.split(
      ' ',
    )
  const word = (): string => words[random(words.length)]!
  const some = (count: number): string => Array.from({ length: count }, word).join(' ')
  const lines: readonly (() => string)[] = [
    () => `  const ${word()}${random(99)} = await ${word()}.${word()}(${random(1_000)}, '${some(2)}')`,
    () =>
      `2026-01-${10 + random(18)}T10:${10 + random(49)}:00.${100 + random(899)}Z INFO ${word()} ${some(6)} ms=${random(900)}`,
    () => `  "${word()}_${word()}": { "id": ${random(1e6)}, "name": "${some(3)}", "ok": true },`,
    () => `${some(14)}.`,
    () => `  // ${some(8)}`,
    () => '',
  ]
  const personal = [
    () => `customer ${word()} wrote from ${word()}.${word()}@mail-${random(90)}.example.net about ${some(3)}`,
    () =>
      `call +49 30 ${100_000 + random(800_000)} or ${word()}, born ${1950 + random(50)}-0${1 + random(8)}-1${random(9)}`,
  ]
  for (let made = 0, n = 0; made < bytes; n++) {
    const kind = random(lines.length - 1)
    const content = Array.from({ length: 40 + random(400) }, () =>
      random(50) === 0
        ? personal[random(2)]!()
        : random(5) === 0
          ? lines.at(-1)!()
          : lines[random(4) === 0 ? 3 : kind]!(),
    ).join('\n')
    const place = join(folder, `part${n % 40}`)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, `file${n}.txt`), content)
    made += content.length
  }
}

if (values.run !== undefined && values.corpus !== undefined) {
  console.log(JSON.stringify(await measure(values.run, values.corpus)))
} else {
  const made = mkdtempSync(join(tmpdir(), 'tally-bench-scan-'))
  try {
    generate(made, Number(values.mib) * 2 ** 20)
    for (const [title, corpus] of [
      ['made-up corpus', made],
      [
        `this repository at ${execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim()}`,
        ROOT,
      ],
    ] as const) {
      const rounds = Array.from({ length: Number(values.rounds) }, () =>
        Object.fromEntries(
          Object.keys(TOOLS).map(name => {
            const args = ['--run', name, '--corpus', corpus, '--seconds', values.seconds]
            const child = spawnSync(
              process.execPath,
              [...process.execArgv, fileURLToPath(import.meta.url), ...args],
              {
                stdio: ['ignore', 'pipe', 'inherit'],
                encoding: 'utf8',
              },
            )
            if (child.status !== 0) throw new Error(`${name} ended with ${child.status}`)
            return [name, JSON.parse(child.stdout.trim().split('\n').at(-1)!) as Figure]
          }),
        ),
      )
      const rows = Object.keys(TOOLS).map(name => {
        const of = (pick: (figure: Figure) => number): number =>
          median(rounds.map(round => pick(round[name]!)))
        return [
          name,
          (of(({ rate }) => rate) / 1e6).toFixed(2),
          (of(({ bytes }) => bytes) / 1e6).toFixed(1),
          of(({ findings }) => findings),
        ]
      })
      console.log(`\n${table([title, 'MB/s of CPU', 'MB scanned', 'found'], rows)}`)
      for (const [ours, theirs] of PAIRS) {
        const ratio = median(rounds.map(round => round[ours]!.rate / round[theirs]!.rate))
        console.log(`${ours} is ${ratio.toFixed(1)} times as fast as ${theirs}`)
      }
    }
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}
