import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createDetector, DEFAULT_POLICY, type Detector, type Scanner } from '../../src/index.ts'

/** A folder of its own, removed when disposed of. */
export function folder(): Disposable & {
  readonly root: string
  write(path: string, content: string | Buffer): string
  git(...args: string[]): string
} {
  const root = mkdtempSync(join(tmpdir(), 'tally-batch-'))
  return {
    root,
    write(path, content) {
      const file = join(root, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
      return file
    },
    git: (...args) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Finds `badge-` and digits: up to 200 characters, and surer when `pass` stands within 60 characters before. */
export const BADGES: Scanner = {
  id: 'badges',
  version: '1',
  stages: ['input', 'output', 'file'],
  types: [
    { type: 'badge', family: 'secret', title: 'Badge', severity: 'High' },
    { type: 'room', family: 'personal', title: 'Room', severity: 'Medium' },
  ],
  scan: ({ text }) => [
    ...[...text.matchAll(/badge-\d{1,194}/g)].map(match => ({
      type: 'badge',
      rule: 'badges/badge',
      start: match.index,
      end: match.index + match[0].length,
      score: text.slice(Math.max(0, match.index - 60), match.index).includes('pass') ? 0.9 : 0.6,
      reason: 'looks like a badge',
    })),
    ...[...text.matchAll(/room-\d+/g)].map(match => ({
      type: 'room',
      rule: 'badges/room',
      start: match.index,
      end: match.index + match[0].length,
      score: 0.8,
      reason: 'looks like a room',
    })),
  ],
}

export const detectorOf = (...scanners: Scanner[]): Detector =>
  createDetector(scanners, DEFAULT_POLICY, 'key')
