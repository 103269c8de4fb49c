import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { configure, getJsonLinesFormatter, getLogger, reset } from '@logtape/logtape'
import {
  CREDIT_CARD_NUMBER_PATTERN,
  DEFAULT_REDACT_FIELDS,
  EMAIL_ADDRESS_PATTERN,
  JWT_PATTERN,
  KR_RRN_PATTERN,
  redactByField,
  redactByPattern,
  US_SSN_PATTERN,
} from '@logtape/redaction'
import pino from 'pino'
import { fileDestination } from '../../src/destinations/index.ts'
import { consoleFormat, jsonFormat, syslogFormat, textFormat, wireFormat } from '../../src/format/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { createSpeech, type Format, withContext } from '../../src/speech/index.ts'
import { collector } from '../speech/collect.ts'
import { type Call, placesFor } from './places.ts'
import { MAKERS, makeSecrets, type Secret } from './secrets.ts'

const EACH = Number(process.env.TALLY_SOAK ?? 0) > 0 ? 60 : 6
const SECRETS = makeSecrets(EACH)

type Hidden = { readonly secret: Secret; readonly where: string; readonly call: Call }

const HIDDEN: readonly Hidden[] = SECRETS.flatMap(secret =>
  placesFor(secret).map(({ where, call }) => ({ secret, where, call: call(secret) })),
)

/** Percent-encoding and `+` for blanks are other spellings of the same. */
function leaks(line: string, { needle }: Secret): boolean {
  return [needle, needle.replaceAll(' ', '+'), encodeURIComponent(needle)].some(spelt => line.includes(spelt))
}

const leaked = new Map<string, Hidden[]>()

function tell(name: string, lines: readonly string[]): readonly Hidden[] {
  assert.equal(lines.length, HIDDEN.length, 'one line for each call')
  const found = HIDDEN.filter(({ secret }, i) => leaks(lines[i] as string, secret))
  leaked.set(name, found)
  return found
}

function none(found: readonly Hidden[]): void {
  const sample = found.slice(0, 12).map(({ secret, where }) => `${secret.kind}: ${where}`)
  assert.deepEqual(sample, [], `${found.length} left the process`)
}

describe('a corpus of secrets', () => {
  test('has 300 of 25 kinds, each in many places', () => {
    assert.ok(SECRETS.length >= 300, `${SECRETS.length} secrets`)
    assert.ok(Object.keys(MAKERS).length >= 25)
    assert.equal(new Set(SECRETS.map(({ needle }) => needle)).size, SECRETS.length)
    for (const { secret, where, call } of HIDDEN) {
      const told = JSON.stringify([call.message, secret.text])
      assert.ok(told.length > 10, where)
    }
  })

  const FORMATS: Readonly<Record<string, () => Format>> = {
    JSON: () => jsonFormat(),
    console: () => consoleFormat(),
    text: () => textFormat,
    syslog: () => syslogFormat({ maxBytes: 65_536 }),
    wire: () => wireFormat(),
  }
  for (const [name, format] of Object.entries(FORMATS)) {
    test(`leaves no secret in a line of the ${name} format`, () => {
      const destination = collector(format())
      const speech = createSpeech({ scrubber: createScrubber(), destinations: [destination], level: 'TRACE' })
      const log = speech.getLogger('corpus')
      for (const { call } of HIDDEN) log.error(call.message, call.fields)
      none(tell(`Tallystick, ${name}`, destination.lines))
    })
  }

  describe('in a file', () => {
    let directory: string
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'tally-corpus-'))
    })
    after(() => rmSync(directory, { recursive: true }))

    test('leaves none either, by way of children, ambient context and printf', async () => {
      const path = join(directory, 'corpus.log')
      const speech = createSpeech({
        scrubber: createScrubber(),
        destinations: [fileDestination({ path, format: jsonFormat() })],
        level: 'TRACE',
      })
      const log = speech.getLogger('corpus')
      for (const { secret } of HIDDEN) {
        const fields = { [secret.name ?? 'note']: secret.text }
        log.child({ context: fields }).info('child')
        withContext(fields, () => log.warning('ambient'))
        log.info('printf says %s', secret.name === undefined ? secret.text : `${secret.name}: ${secret.text}`)
      }
      await speech.close(10_000)
      const text = readFileSync(path, 'utf8')
      assert.equal(text.split('\n').length - 1, HIDDEN.length * 3)
      assert.deepEqual(
        SECRETS.filter(secret => leaks(text, secret)).map(({ kind }) => kind),
        [],
      )
    })
  })

  test('says of pino with redaction and of LogTape what they let through', async t => {
    const lines: string[] = []
    const names = [...new Set(SECRETS.flatMap(({ name }) => name ?? []))]
    const paths = names.flatMap(name => ['', '*', '*.*'].map(at => `${at}["${name}"]`))
    const log = pino(
      { redact: { paths, censor: '[REDACTED]' } },
      { write: (line: string) => void lines.push(line) },
    )
    for (const { call } of HIDDEN) {
      try {
        log.error({ ...call.fields }, call.message)
      } catch {
        // It throws on what it cannot clone, a URL for one; nothing left.
        lines.push('')
      }
    }
    tell('pino, redact', lines)

    // With all it has: the names that pino was given beside its own, and every pattern.
    const format = redactByPattern(getJsonLinesFormatter(), [
      EMAIL_ADDRESS_PATTERN,
      CREDIT_CARD_NUMBER_PATTERN,
      JWT_PATTERN,
      US_SSN_PATTERN,
      KR_RRN_PATTERN,
    ])
    const taped: string[] = []
    await configure({
      sinks: {
        keep: redactByField(record => void taped.push(format(record)), [...DEFAULT_REDACT_FIELDS, ...names]),
      },
      loggers: [
        { category: 'corpus', sinks: ['keep'], lowestLevel: 'trace' },
        { category: ['logtape', 'meta'], sinks: [] },
      ],
    })
    for (const [i, { call }] of HIDDEN.entries()) {
      // Braces in a message would be placeholders.
      getLogger('corpus').error('{text}', { ...call.fields, text: call.message })
      // A sink that throws on a value has let nothing through.
      if (taped.length === i) taped.push('')
    }
    await reset()
    tell('LogTape, redaction', taped)

    const rows = [...leaked].map(([name, found]) => {
      const share = ((100 * found.length) / HIDDEN.length).toFixed(1)
      return `${name.padEnd(22)} ${String(found.length).padStart(6)} of ${HIDDEN.length} (${share} %)`
    })
    t.diagnostic(`secrets that left the process, ${SECRETS.length} of ${Object.keys(MAKERS).length} kinds:`)
    for (const row of rows) t.diagnostic(row)
    assert.ok((leaked.get('pino, redact')?.length ?? 0) > 0, 'the corpus is no harder than paths')
  })
})
