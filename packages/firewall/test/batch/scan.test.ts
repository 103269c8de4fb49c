import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { type FileReport, type SourceFile, scanFile, scanFiles, walkFiles } from '../../src/batch/index.ts'
import { Lines } from '../../src/batch/lines.ts'
import { windowsOf } from '../../src/batch/windows.ts'
import { DEFAULT_POLICY, MAX_HOLD, type Scanner, secretsScanner } from '../../src/index.ts'
import { BADGES, detectorOf, folder } from './helpers.ts'

function source(content: Buffer | string, piece = 1 << 20): SourceFile {
  const bytes = Buffer.from(content as string)
  return {
    path: 'a.txt',
    relative: 'a.txt',
    uri: 'a.txt',
    size: bytes.length,
    read: async function* () {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
    },
  }
}

async function scanned(file: SourceFile, ...scanners: Scanner[]): Promise<FileReport> {
  const report = await scanFile(file, {
    detector: detectorOf(...(scanners.length > 0 ? scanners : [BADGES])),
    policy: DEFAULT_POLICY,
  })
  assert.ok(report)
  return report
}

const places = ({ findings }: FileReport) =>
  findings.map(({ type, line, column, endLine, endColumn }) => [type, line, column, endLine, endColumn])

describe('A file', () => {
  test('gives findings with line and column, and an excerpt without them', async () => {
    const report = await scanned(source('first\r\nthe pass is badge-4711, in room-12\nlast'))
    assert.deepEqual(places(report), [
      ['badge', 2, 13, 2, 23],
      ['room', 2, 28, 2, 35],
    ])
    assert.equal(report.findings[0]!.excerpt, 'the pass is [BADGE], in [ROOM]')
    assert.equal(report.outcome, 'flagged')
    assert.deepEqual(report.lines, { count: 3, average: (5 + 34 + 4) / 3, longest: 34 })
    assert.ok(!JSON.stringify(report).includes('4711'))
  })

  test('holds personal data at one step less than a prompt does, and secrets at their own', async () => {
    const file = source('badge-1 room-1')
    const options = { detector: detectorOf(BADGES), policy: DEFAULT_POLICY }
    const severities = (report: FileReport | undefined) => report!.findings.map(({ severity }) => severity)
    assert.deepEqual(severities(await scanFile(file, options)), ['High', 'Low'])
    assert.deepEqual(severities(await scanFile(file, { ...options, stage: 'input' })), ['High', 'Medium'])
  })

  test('keeps what is severe enough, and counts and weighs the rest', async () => {
    const options = { detector: detectorOf(BADGES), policy: DEFAULT_POLICY }
    const file = source('badge-1 room-1 room-2 room-3')
    const all = (await scanFile(file, options))!
    const some = (await scanFile(file, { ...options, minSeverity: 'High' }))!
    assert.deepEqual([some.findings.length, some.quiet, all.quiet], [1, 3, 0])
    assert.deepEqual([some.result!.score, some.result!.reasons], [all.result!.score, all.result!.reasons])
    assert.equal(some.findings[0]!.excerpt, '[BADGE] [ROOM] [ROOM] [ROOM]')
    assert.equal((await scanFile(file, { ...options, minSeverity: 'Critical' }))!.outcome, 'flagged')
  })

  test('shows values only when they are asked for', async () => {
    const options = { detector: detectorOf(BADGES), policy: DEFAULT_POLICY, values: true }
    assert.equal((await scanFile(source('x badge-77'), options))!.findings[0]!.value, 'badge-77')
  })

  test('shows nothing of a token of which a rule saw only the beginning', async () => {
    const report = await scanned(source('id badge-12/restOfTheSecret_3 end'))
    assert.equal(report.findings[0]!.excerpt, 'id [BADGE] end')
  })

  test('is decoded by its byte order mark, as UTF-8, or else as Latin-1 without losing a character', async () => {
    const text = 'é badge-9\n☃ room-8'
    const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
    const points = [...`\ufeff${text}`].map(character => character.codePointAt(0)!)
    const utf32le = Buffer.from(Uint32Array.from(points).buffer)
    const utf32be = Buffer.from(utf32le).swap32()
    for (const bytes of [
      ...[text, `\ufeff${text}`, Buffer.from(`\ufeff${text}`, 'utf16le'), utf16be],
      ...[utf32le, utf32be],
    ])
      for (const piece of [1, 3, 1 << 20])
        assert.deepEqual(places(await scanned(source(bytes as string, piece))), [
          ['badge', 1, 3, 1, 10],
          ['room', 2, 3, 2, 9],
        ])
    const latin = await scanned(source(Buffer.concat([Buffer.from([0xe9, 0x20]), Buffer.from('badge-9')])))
    assert.deepEqual(places(latin), [['badge', 1, 3, 1, 10]])
  })

  test('that is binary is told from one in which nothing was found', async () => {
    assert.equal((await scanned(source(Buffer.from('badge-1\0')))).outcome, 'binary')
    assert.equal((await scanned(source(''))).outcome, 'clean')
    assert.deepEqual((await scanned(source(''))).lines, { count: 0, average: 0, longest: 0 })
  })

  test('that cannot be read, or not to its end, says so and keeps what was found', async () => {
    const broken = (before: string): SourceFile => ({
      ...source(''),
      read: async function* () {
        if (before !== '') yield Buffer.from(before)
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
      },
    })
    const nothing = await scanned(broken(''))
    assert.deepEqual([nothing.outcome, nothing.error, nothing.result], ['unreadable', 'EIO', undefined])
    const pieces = `badge-5 ${'x '.repeat(1 << 20)}`
    const some = await scanned({
      ...source(''),
      read: async function* () {
        yield* source(pieces).read()
        throw Object.assign(new Error('EIO'), { code: 'EIO' })
      },
    })
    assert.deepEqual([some.outcome, some.findings.length], ['unreadable', 1])
  })

  test('of which a scanner gave no answer has failed, not passed', async () => {
    const throwing: Scanner = {
      ...BADGES,
      id: 'throwing',
      types: [],
      scan() {
        throw new TypeError('badge-1')
      },
    }
    const report = await scanned(source('x'), BADGES, throwing)
    assert.deepEqual([report.outcome, report.error], ['failed', 'throwing threw TypeError'])
    assert.equal(report.result!.outcome, 'incomplete')
  })
})

describe('A huge file', () => {
  const MIB = 1 << 20

  test('gives each secret once, wherever a window may end', async () => {
    // One secret in every 4,099 characters: over all windows every distance to their borders occurs.
    const value = `badge-${'7'.repeat(120)}`
    const parts: string[] = []
    for (let i = 0; i < 1_200; i++) parts.push(i % 7 === 0 ? '\n' : ' ', `pass ${value} `, 'x '.repeat(1_984))
    const text = parts.join('')
    assert.ok(text.length > 4 * MIB)
    const report = await scanned(source(text))
    assert.equal(report.findings.length, 1_200)
    assert.deepEqual(
      report.findings.map(({ start }) => start),
      [...text.matchAll(/badge-/g)].map(({ index }) => index),
    )
    assert.ok(report.findings.every(({ score }) => score === 0.9))
  })

  test('around the first border: a secret at each offset is found once, with its context, line and column', async () => {
    const value = 'pass badge-123456'
    for (const border of [MIB, 2 * MIB, 2 * MIB - MAX_HOLD, 2 * MIB - 2 * MAX_HOLD])
      for (let shift = -20; shift <= 4; shift += 3) {
        const before = `${'y'.repeat(99)}\n`.repeat(Math.ceil(border / 100)).slice(0, border + shift - 1)
        const text = `${before} ${value} ${'z'.repeat(MIB + 3 * MAX_HOLD)}`
        const report = await scanned(source(text))
        const start = text.indexOf('badge')
        const line = before.split('\n').length
        const column = start - before.lastIndexOf('\n')
        assert.deepEqual(
          report.findings.map(finding => [finding.start, finding.score, finding.line, finding.column]),
          [[start, 0.9, line, column]],
          `${border} ${shift}`,
        )
      }
  })

  test('gives a secret of a real form once, across a border between windows', async () => {
    let state = 17
    const letter = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'[(state >>> 16) % 55]!
    }
    const token = ['gh', 'p_', ...Array.from({ length: 36 }, letter)].join('')
    for (let shift = 0; shift <= 48; shift += 6)
      for (const border of [MIB - MAX_HOLD, MIB]) {
        const line = 'a line of some words, as logs have them\n'
        const before = line.repeat(Math.ceil(border / line.length)).slice(0, border - shift)
        const text = `${before}\ntoken = "${token}"\n${line.repeat(3_000)}`
        const report = await scanned(source(text), secretsScanner())
        assert.deepEqual(
          report.findings.map(({ type, start }) => [type, start]),
          [['github_token', text.indexOf(token)]],
        )
      }
  })

  test('in one line without end has windows too', async () => {
    const text = `${'x'.repeat(3 * MIB)} badge-1 ${'é'.repeat(MIB)} room-2`
    const report = await scanned(source(text))
    assert.deepEqual(places(report), [
      ['badge', 1, 3 * MIB + 2, 1, 3 * MIB + 9],
      ['room', 1, 4 * MIB + 11, 1, 4 * MIB + 17],
    ])
    assert.deepEqual(report.lines, { count: 1, average: text.length, longest: text.length })
  })
})

test('windows tile a text, each with context on both sides, whatever its pieces', async () => {
  await fuzz(
    'batch windows',
    fc.asyncProperty(
      fc.array(
        fc.tuple(fc.constantFrom('a', '\n', 'é', '😀', 'ab\r\n'), fc.integer({ min: 1, max: 30_000 })),
        {
          maxLength: 8,
        },
      ),
      fc.integer({ min: 1_000, max: 60_000 }),
      async (runs, piece) => {
        const text = runs.map(([part, count]) => part.repeat(count)).join('')
        async function* pieces() {
          for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece)
        }
        const lines = new Lines()
        let owned = ''
        for await (const window of windowsOf(pieces(), 4 * MAX_HOLD)) {
          assert.ok(window.text === text.slice(window.base, window.base + window.text.length))
          assert.equal(window.base + window.from, owned.length)
          assert.ok(window.from >= MAX_HOLD || window.base === 0)
          assert.ok(window.to <= window.text.length - MAX_HOLD || window.base + window.to === text.length)
          owned += window.text.slice(window.from, window.to)
          lines.enter(window)
          for (const at of [window.from, window.to - 1]) {
            const before = text.slice(0, window.base + at)
            const expected = {
              line: before.split('\n').length,
              column: before.length - before.lastIndexOf('\n'),
            }
            assert.deepEqual(lines.position(at), expected)
          }
        }
        assert.ok(owned === text)
        const all = text.split('\n')
        const last = all.pop()!
        const lengths = all.map(line => line.replace(/\r$/, '').length)
        if (last !== '') lengths.push(last.length)
        assert.deepEqual(lines.statistics(), {
          count: lengths.length,
          average:
            lengths.length === 0 ? 0 : lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
          longest: lengths.reduce((longest, length) => Math.max(longest, length), 0),
        })
      },
    ),
    60,
  )
})

test('scanning many files stops when it is told to', async () => {
  using tree = folder()
  for (let i = 0; i < 20; i++) tree.write(`f${i}.txt`, `badge-${i}`)
  const controller = new AbortController()
  const { files } = await walkFiles([tree.root])
  let seen = 0
  for await (const report of scanFiles(files, {
    detector: detectorOf(BADGES),
    policy: DEFAULT_POLICY,
    signal: controller.signal,
  })) {
    assert.equal(report.outcome, 'flagged')
    if (++seen === 5) controller.abort()
  }
  assert.equal(seen, 5)
})

test('a scan that is stopped within a file tells what was found until then', async () => {
  const controller = new AbortController()
  const options = { detector: detectorOf(BADGES), policy: DEFAULT_POLICY, signal: controller.signal }
  const read = async function* () {
    yield Buffer.from(`badge-7 ${'words '.repeat(400_000)}`)
    yield Buffer.from('words')
    controller.abort()
    yield Buffer.from('badge-8')
  }
  const file = { path: 'a.txt', relative: 'a.txt', uri: 'a.txt', size: 0, read }
  const report = await scanFile(file, options)
  assert.deepEqual([report?.outcome, report?.error], ['unreadable', 'the scan was interrupted'])
  assert.deepEqual(
    report?.findings.map(({ line, column }) => [line, column]),
    [[1, 1]],
  )
  assert.equal(await scanFile(file, options), undefined)
})

test('an excerpt shows no character of what was found, whatever overlaps', async () => {
  await fuzz(
    'batch excerpts',
    fc.asyncProperty(
      fc.array(fc.constantFrom('badge-111', 'room-22', 'badge-333room-44', ' ', 'words', '\n', 'x=', '/'), {
        maxLength: 60,
      }),
      async parts => {
        const { findings } = await scanned(source(parts.join('')))
        for (const { excerpt } of findings) {
          assert.match(excerpt, /\[(BADGE|ROOM)\]/)
          assert.doesNotMatch(excerpt, /\d/)
        }
      },
    ),
    200,
  )
})
