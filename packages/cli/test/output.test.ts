import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { describe, test } from 'node:test'
import { parseQuery, type TallyEvent } from '@tallystick/core'
import fc from 'fast-check'
import {
  type EventFormat,
  formatColumns,
  formatEvent,
  formatTabbed,
  parseColumns,
  pickColumns,
} from '../src/output/event.ts'
import { createHighlighter } from '../src/output/highlight.ts'
import { formatBytes, formatDuration, plural } from '../src/output/numbers.ts'
import { createProgress } from '../src/output/progress.ts'
import { sanitizeLine, sanitizeLines } from '../src/output/sanitize.ts'
import { createStyle, wantsColour } from '../src/output/style.ts'
import { bar, formatTable } from '../src/output/table.ts'
import { displayWidth, truncate } from '../src/output/width.ts'

const plain = createStyle(false)
const format: EventFormat = {
  style: plain,
  utc: true,
  verbose: false,
  maxValue: Number.POSITIVE_INFINITY,
  highlight: text => text,
}

const event: TallyEvent = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  seq: 7,
  tenant: 'default',
  stream: 'log',
  time: '2026-01-31T12:00:00.123456Z',
  received: '2026-01-31T12:00:01.000Z',
  level: 'ERROR',
  severity_number: 17,
  service: 'payments',
  message: 'connection refused',
  user_id: 'user_7',
  trace_id: 'ab'.repeat(16),
  attributes: { status_code: 500, http: { method: 'GET', ok: false }, note: 'two words', list: [1, 2] },
}

describe('a progress line', () => {
  const lastShown = (columns: number | undefined, isTTY = true): string => {
    let written = ''
    const stream = Object.assign(
      new Writable({
        write(chunk, _, done) {
          written += String(chunk)
          done()
        },
      }),
      {
        isTTY,
        ...(columns === undefined ? {} : { columns }),
      },
    )
    const progress = createProgress(stream, () => 0)
    progress.show('x'.repeat(60))
    assert.equal(written.replace('\r\x1b[K', '').length, isTTY ? Math.min(60, (columns || 100) - 1) : 0)
    progress.clear()
    return written
  }

  test('never wraps, is whole where the width is not known, and leaves nothing behind', () => {
    for (const columns of [40, 80, 0, undefined]) assert.ok(lastShown(columns).endsWith('\r\x1b[K'))
    assert.equal(lastShown(80, false), '')
  })
})

describe('an event as a line', () => {
  test('has time, level, service and message, then what tells most, then the attributes, then the long ids', () => {
    assert.equal(
      formatEvent(event, format),
      `2026-01-31 12:00:00.123Z  ERROR     payments  connection refused  user_id=user_7 status_code=500 http.method=GET http.ok=false note="two words" list=[1,2] trace_id=${'ab'.repeat(16)}\n`,
    )
  })

  test('shows id and seq when all fields are asked for', () => {
    const line = formatEvent(event, { ...format, verbose: true })
    assert.match(line, / id=01890a5d-ac96-774b-bcce-b302099a8057 seq=7 tenant=default /)
  })

  test('falls back to the name where there is no message', () => {
    const { message: _, attributes: __, trace_id: ___, ...rest } = event
    assert.equal(
      formatEvent({ ...rest, name: 'order.update' }, format),
      '2026-01-31 12:00:00.123Z  ERROR     payments  order.update  user_id=user_7\n',
    )
  })

  test('indents the further lines of a message, so that none can pass for an event', () => {
    const { attributes: _, trace_id: __, user_id: ___, ...rest } = event
    const forged = {
      ...rest,
      message: 'Error: boom\n\tat f (x.js:1)\r\n2026-01-31 12:00:00.000Z  INFO  all is well',
    }
    assert.equal(
      formatEvent(forged, format),
      '2026-01-31 12:00:00.123Z  ERROR     payments  Error: boom\n      at f (x.js:1)\n    2026-01-31 12:00:00.000Z  INFO  all is well\n',
    )
  })

  test('says a stack trace once when the message has it too, and all with --verbose', () => {
    const stack = 'Error: boom\n    at f (x.js:1)\n    at g (y.js:2)'
    const twice = {
      ...event,
      message: `failed: ${stack.replaceAll('    ', '\t')}`,
      attributes: { stack, note: 'boom' },
    }
    const shown = formatEvent(twice, format)
    assert.equal(shown.match(/x\.js/g)!.length, 1)
    assert.match(shown, / note=boom /)
    assert.equal(formatEvent(twice, { ...format, verbose: true }).match(/x\.js/g)!.length, 2)
    const other = { ...twice, attributes: { stack: 'Error: other\n    at h (z.js:3)' } }
    assert.match(formatEvent(other, format), /stack="Error: other\\n/)
  })

  test('never lets a control sequence of the data through, wherever it stands', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\x1b', '\x9b', '\x07', '\r', '\u202e', '\u2028', '\ud800', 'a', '='),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    })
    fc.assert(
      fc.property(text, text, text, text, (message, service, key, value) => {
        const hostile: TallyEvent = {
          ...event,
          message,
          service,
          user_id: value,
          attributes: { [key]: value },
        }
        const columns = parseColumns('service,message,user_id')
        for (const out of [
          formatEvent(hostile, format),
          formatColumns([hostile], columns, format),
          formatTabbed(hostile, columns).replaceAll('\t', ' '),
        ])
          assert.doesNotMatch(
            out,
            /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]|\p{Surrogate}/u,
          )
        assert.equal(formatTabbed(hostile, columns).split('\n').length, 2)
      }),
    )
  })

  test('is coloured only by us, and the level stands out', () => {
    const line = formatEvent({ ...event, message: '\x1b[2J' }, { ...format, style: createStyle(true) })
    assert.ok(line.includes('\x1b[31mERROR   \x1b[39m'))
    assert.ok(line.includes('\\x1b[2J'))
    assert.ok(!line.includes('\x1b[2J'))
  })
})

describe('chosen fields', () => {
  const columns = parseColumns('time, attributes.status_code,missing')

  test('are tabs where a program reads', () => {
    assert.equal(formatTabbed(event, columns), '2026-01-31T12:00:00.123456Z\t500\t\n')
  })

  test('are aligned under their names where a person reads', () => {
    assert.equal(
      formatColumns([event, { ...event, attributes: {} }], columns, format),
      [
        'time                      attributes.status_code  missing',
        '2026-01-31 12:00:00.123Z                     500  –',
        '2026-01-31 12:00:00.123Z                       –  –',
        '',
      ].join('\n'),
    )
  })

  test('keep their types as JSON and leave out what is absent', () => {
    assert.deepEqual(pickColumns(event, columns), { time: event.time, 'attributes.status_code': 500 })
  })

  test('are refused where a query would refuse them', () => {
    assert.throws(() => parseColumns('nonce'), { code: 'TALLY_QUERY_FIELD' })
  })
})

describe('highlighting', () => {
  const mark = (query: string, text: string) =>
    createHighlighter(
      parseQuery(query),
      createStyle(true),
    )(text)
      .replaceAll('\x1b[1;4m', '[')
      .replaceAll('\x1b[22;24m', ']')

  test('marks whole words that the query looks for, whatever their case', () => {
    assert.equal(mark('in level:INFO -out', 'Connecting in IN out'), 'Connecting [in] [IN] out')
  })

  test('marks phrases as they stand, and wildcards inside words', () => {
    assert.equal(
      mark('"failed password" conn*', 'Failed password: reconnect, connect'),
      '[Failed password]: re[conn]ect, [conn]ect',
    )
  })

  test('takes characters of regular expressions as they are', () => {
    assert.equal(mark('"a.b(c)"', 'axb(c) a.b(c)'), 'axb(c) [a.b(c)]')
  })

  test('leaves text alone without colour', () => {
    assert.equal(createHighlighter(parseQuery('in'), plain)('in'), 'in')
  })
})

describe('tables', () => {
  test('align numbers to the right, text to the left, and draw bars of the counts', () => {
    assert.equal(
      formatTable(
        ['service', 'count()', 'p95(ms)'],
        [
          ['gateway', 100, 12.345678901],
          ['a\x1b[31m', 25, null],
          [null, 1, 3],
        ],
        plain,
        { bars: { column: 'count()', width: 8 } },
      ),
      [
        'service    count()  p95(ms)',
        'gateway        100  12.3457  ████████',
        'a\\x1b[31m       25        –  ██',
        '–                1        3  ▏',
        '',
      ].join('\n'),
    )
  })

  test('count the columns of wide characters and marks', () => {
    assert.equal(displayWidth('日本'), 4)
    assert.equal(displayWidth('e\u0301'), 1)
    assert.equal(truncate('日本語', 5), '日本…')
    assert.equal(bar(0, 0, 10), '')
  })
})

describe('small texts', () => {
  test('escape what could act on a terminal and keep everything else', () => {
    assert.equal(
      sanitizeLine('ü 日本 👍 \x1b]0;x\x07 \u202e \ud800'),
      'ü 日本 👍 \\x1b]0;x\\x07 \\u202e \\ud800',
    )
    assert.deepEqual(sanitizeLines('a\tb\r\nc\rd'), ['a  b', 'c', 'd'])
  })

  test('say numbers as people read them', () => {
    assert.equal(formatBytes(1_234_567), '1.18 MiB')
    assert.equal(formatBytes(12), '12 B')
    assert.equal(formatDuration(999), '999 ms')
    assert.equal(formatDuration(185_000), '3 min 5 s')
    assert.equal(formatDuration(7_800_000), '2 h 10 min')
    assert.equal(plural(1, 'event'), '1 event')
    assert.equal(plural(20_000, 'event'), '20,000 events')
  })

  test('are coloured on a terminal unless told otherwise', () => {
    const terminal = { isTTY: true }
    assert.equal(wantsColour(terminal, {}, true), true)
    assert.equal(wantsColour(terminal, { NO_COLOR: '1' }, true), false)
    assert.equal(wantsColour(terminal, { TERM: 'dumb' }, true), false)
    assert.equal(wantsColour(terminal, {}, false), false)
    assert.equal(wantsColour({}, {}, true), false)
    assert.equal(wantsColour({}, { FORCE_COLOR: '1' }, true), true)
  })
})
