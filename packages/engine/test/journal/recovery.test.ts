import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { type Journal, openJournal } from '../../src/journal/index.ts'
import { listWalFiles, walName } from '../../src/journal/layout.ts'
import { encodeFrame } from '../../src/journal/wal/frame.ts'
import { VirtualClock } from './clock.ts'
import {
  append,
  auditDirectory,
  encodeLines,
  open,
  SOAK,
  temporaryDirectory,
  temporaryDirectoryInMemory,
} from './helpers.ts'

const TENANTS = ['a', 'b', 'c'] as const

/** What stands on the disk at this moment, as a crash would leave it. */
function copyOf(directory: string, target: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      rmSync(target, { recursive: true, force: true })
      cpSync(directory, target, { recursive: true })
      return
    } catch (error) {
      // A file of the log may be trimmed away meanwhile.
      if (attempt === 5) throw error
    }
  }
}

/** Writes the first `share` of a frame to the end of the log: what a crash leaves of a write that was never acknowledged. */
function tear(directory: string, tenant: string, firstSeq: number, share: number): boolean {
  const wal = join(directory, 'wal')
  const number = listWalFiles(wal).at(-1) ?? 0
  const path = join(wal, walName(number))
  const before = listWalFiles(wal).length === 0 ? Buffer.alloc(0) : readFileSync(path)
  const lines = encodeLines(tenant, 2, 'torn')(firstSeq)
  const frame = Buffer.concat(
    encodeFrame({ tenant, first_seq: firstSeq, count: 2, received: 0, synced: before.length }, lines),
  )
  const part = frame.subarray(0, Math.round(frame.length * share))
  writeFileSync(path, Buffer.concat([before, part]))
  return part.length === frame.length
}

/** Every file of the record with its content. */
function contentOf(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
  const paths = files
    .map(file => join(file.parentPath, file.name))
    .filter(path => !path.endsWith('lock.json'))
  return new Map(paths.sort().map(path => [path, readFileSync(path, 'base64')]))
}

type Step =
  | { readonly kind: 'append'; readonly tenant: string; readonly count: number; readonly writer: boolean }
  | { readonly kind: 'seal' }
  | { readonly kind: 'crash'; readonly tenant: string; readonly share: number }

const tenant = fc.constantFrom(...TENANTS)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      tenant,
      count: fc.integer({ min: 1, max: 30 }),
      writer: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('seal' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      tenant,
      share: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    }),
  },
)

describe('a journal that crashes', () => {
  test('at random moments between random steps holds all that was acknowledged, once', async t => {
    const parent = temporaryDirectoryInMemory(t)
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async steps => {
        let directory = join(parent, `run-${run++}`)
        const ids = new Map<string, string[]>(TENANTS.map(name => [name, []]))
        const written = new Map<string, number>()
        const start = () =>
          openJournal(directory, {
            clock: new VirtualClock(),
            segmentBytes: 2_000,
            walFileBytes: 3_000,
            batchEvents: 20,
          })
        let journal = await start()
        try {
          for (const [i, current] of steps.entries()) {
            if (current.kind === 'append') await appendStep(journal, current, i)
            else if (current.kind === 'seal') await journal.flush()
            else {
              const next = join(parent, `run-${run++}`)
              copyOf(directory, next)
              await journal.close()
              directory = next
              const mine = ids.get(current.tenant)!
              if (tear(directory, current.tenant, mine.length, current.share)) mine.push('torn-0', 'torn-1')
              journal = await start()
              for (const [name, all] of ids) assert.equal(journal.state(name)?.nextSeq ?? 0, all.length)
              for (const [name, last] of written) assert.equal(journal.writerSequence(name, 'w'), last)
            }
          }
        } finally {
          await journal.close()
        }
        const record = await auditDirectory(directory)
        for (const [name, all] of ids)
          assert.deepEqual(
            (record.get(name) ?? []).map(line => (JSON.parse(line) as { id: string }).id),
            all,
          )

        async function appendStep(
          to: Journal,
          { tenant, count, writer }: Step & { kind: 'append' },
          i: number,
        ) {
          const last = (written.get(tenant) ?? -1) + count
          await append(to, tenant, count, {
            name: `${i}`,
            ...(writer ? { writer: { writer: 'w', last } } : {}),
          })
          if (writer) written.set(tenant, last)
          ids.get(tenant)!.push(...Array.from({ length: count }, (_, k) => `${i}-${k}`))
        }
      }),
      { numRuns: SOAK || 8 },
    )
  })

  test('after signing a checkpoint never signs another tree of that size', async t => {
    const directory = temporaryDirectory(t)
    const clock = new VirtualClock()
    const journal = await openJournal(directory, { clock })
    await append(journal, 'a', 3)
    const log = join(directory, 'ledger', 'a')
    const before = join(temporaryDirectory(t), 'before')
    copyOf(directory, before)
    await journal.close()
    // The crash came after the checkpoint was made durable under its temporary name: lines and tiles stand, the rename is lost.
    const crashed = join(temporaryDirectory(t), 'crashed')
    copyOf(directory, crashed)
    const signed = readFileSync(join(log, 'checkpoint'))
    rmSync(join(crashed, 'ledger', 'a', 'checkpoint'))
    writeFileSync(join(crashed, 'ledger', 'a', 'checkpoint.tmp'), signed)
    cpSync(join(before, 'wal'), join(crashed, 'wal'), { recursive: true })
    const again = await open(t, crashed, { clock, batchEvents: 1 })
    await append(again, 'a', 1)
    assert.deepEqual(await again.ledgerFile('a', 'checkpoint'), signed, 'it is taken over, not made anew')
    await again.close()
    assert.equal((await auditDirectory(crashed)).get('a')!.length, 4)
  })
})

describe('a directory that no crash can explain', () => {
  /** Three sealed states, one after the other, and one that has unsealed events in the log. */
  async function history(t: TestContext, segmentBytes: number) {
    const parent = temporaryDirectoryInMemory(t)
    const directory = join(parent, 'now')
    const states: string[] = []
    for (let i = 0; i < 3; i++) {
      const journal = await openJournal(directory, { segmentBytes })
      await append(journal, 'a', 50)
      await journal.close()
      states.push(join(parent, `${i}`))
      copyOf(directory, states[i]!)
    }
    return { directory, states }
  }
  /** Opening is refused, and every file stays as it was. */
  async function isRefused(directory: string): Promise<void> {
    const before = contentOf(directory)
    await assert.rejects(openJournal(directory), { code: 'TALLY_JOURNAL_CORRUPT' })
    assert.deepEqual(contentOf(directory), before)
  }
  const restore = (from: string, to: string, part: string) => {
    rmSync(join(to, part), { recursive: true })
    cpSync(join(from, part), join(to, part), { recursive: true })
  }

  for (const segmentBytes of [1_000_000, 100])
    test(`is refused: a ledger rolled back (segments of ${segmentBytes} bytes)`, async t => {
      const { directory, states } = await history(t, segmentBytes)
      restore(states[1]!, directory, 'ledger')
      await isRefused(directory)
    })

  test('is refused: a journal rolled back', async t => {
    const { directory, states } = await history(t, 1_000_000)
    restore(states[1]!, directory, 'journal')
    await isRefused(directory)
  })

  test('is refused: a checkpoint that is gone', async t => {
    const { directory } = await history(t, 1_000_000)
    rmSync(join(directory, 'ledger', 'a', 'checkpoint'))
    await isRefused(directory)
  })

  test('is refused: a tile or an entry bundle at the edge that was changed or is gone', async t => {
    const { directory, states } = await history(t, 1_000_000)
    for (const path of ['tile/0/000.p/3', 'tile/entries/000.p/3']) {
      const file = join(directory, 'ledger', 'a', path)
      const bytes = readFileSync(file)
      writeFileSync(file, bytes.with(20, bytes[20]! ^ 1))
      await isRefused(directory)
      rmSync(file)
      await isRefused(directory)
      restore(states[2]!, directory, 'ledger')
    }
    await (await openJournal(directory)).close()
  })

  test('is refused: a log that misses a file', async t => {
    const parent = temporaryDirectoryInMemory(t)
    const directory = join(parent, 'now')
    const journal = await openJournal(directory, { clock: new VirtualClock(), walFileBytes: 100 })
    for (let i = 0; i < 3; i++) await append(journal, 'a', 5)
    const crashed = join(parent, 'crashed')
    copyOf(directory, crashed)
    await journal.close()
    rmSync(join(crashed, 'wal', walName(1)))
    await isRefused(crashed)
  })

  test('but folders of other people are not in the way', async t => {
    const directory = temporaryDirectory(t)
    const journal = await openJournal(directory)
    await append(journal, 'a', 1)
    await journal.close()
    mkdirSync(join(directory, 'journal', 'lost+found'))
    writeFileSync(join(directory, 'journal', 'a', 'notes.txt'), 'hello')
    await (await openJournal(directory)).close()
  })
})
