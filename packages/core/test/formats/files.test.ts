import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createLineDecoder,
  createRolloverScan,
  type DecodedEvent,
  type DecodeOptions,
  detectFormat,
  type EventInput,
} from '@tallystick/core'

const REFERENCE = Date.UTC(2024, 5, 1)

function decoded(text: string, options: Partial<DecodeOptions> = {}): DecodedEvent[] {
  const decoder = createLineDecoder({ reference: REFERENCE, ...options })
  return [...text.split('\n').flatMap(line => decoder.push(line)), ...decoder.flush()]
}

const events = (text: string, options: Partial<DecodeOptions> = {}): EventInput[] =>
  decoded(text, options).map(({ event }) => event)

const T = '2024-01-02T03:04:05.678Z'
const MS = Date.parse(T)

test('JSON nested too deep to be an event stays text, however deep', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  const [deep, next] = events(`${nested(5000)}\n{"message":"next"}`, { format: 'ndjson' })
  assert.deepEqual([deep!.message, deep!.attributes, next!.message], [nested(5000), undefined, 'next'])
  assert.equal(events(nested(64), { format: 'ndjson' })[0]!.message, undefined)
})

describe('JSON lines of', () => {
  const reads = (name: string, line: object, expected: EventInput): void => {
    test(name, () => {
      const text = JSON.stringify(line)
      assert.equal(detectFormat([text]).format, 'ndjson')
      assert.deepEqual(events(text), [expected])
    })
  }
  reads(
    'pino',
    {
      level: 40,
      time: MS,
      pid: 12,
      hostname: 'web1',
      name: 'shop',
      msg: 'slow',
      req: { id: 'r-1', method: 'GET' },
    },
    {
      time: T,
      level: 'WARNING',
      message: 'slow',
      service: 'shop',
      request_id: 'r-1',
      attributes: { pid: 12, hostname: 'web1', req: { method: 'GET' } },
    },
  )
  reads(
    'bunyan',
    { name: 'shop', hostname: 'web1', pid: 12, level: 50, msg: 'boom', time: T, v: 0 },
    {
      time: T,
      level: 'ERROR',
      message: 'boom',
      service: 'shop',
      attributes: { hostname: 'web1', pid: 12, v: 0 },
    },
  )
  reads(
    'winston',
    { level: 'warn', message: 'careful', timestamp: T },
    { time: T, level: 'WARNING', message: 'careful' },
  )
  reads(
    'zap',
    {
      level: 'error',
      ts: MS / 1000,
      logger: 'http',
      caller: 'server/main.go:12',
      msg: 'failed',
      stacktrace: 'main.main\n\t/x.go:1',
    },
    {
      time: T,
      level: 'ERROR',
      module: 'http',
      message: 'failed',
      attributes: { caller: 'server/main.go:12', stacktrace: 'main.main\n\t/x.go:1' },
    },
  )
  reads(
    'logrus',
    { level: 'info', msg: 'up', time: '2024-01-02T04:04:05.678+01:00' },
    { time: T, level: 'INFO', message: 'up' },
  )
  reads(
    'ECS, nested',
    {
      '@timestamp': T,
      log: { level: 'ERROR', logger: 'com.foo' },
      message: 'x',
      service: { name: 'pay' },
      client: { ip: '198.51.100.7' },
      trace: { id: 'abc' },
    },
    {
      time: T,
      level: 'ERROR',
      module: 'com.foo',
      message: 'x',
      service: 'pay',
      ip: '198.51.100.7',
      trace_id: 'abc',
    },
  )
  reads(
    'ECS, flat',
    { '@timestamp': T, 'log.level': 'WARN', message: 'x', 'service.name': 'pay', 'ecs.version': '1.2.0' },
    { time: T, level: 'WARNING', message: 'x', service: 'pay', attributes: { 'ecs.version': '1.2.0' } },
  )
  reads(
    'python-json-logger',
    {
      asctime: '2024-01-02 03:04:05,678',
      name: 'app.db',
      levelname: 'CRITICAL',
      lineno: 7,
      funcName: 'run',
      message: 'down',
    },
    { time: T, level: 'CRITICAL', module: 'app.db', function: 'run', line: 7, message: 'down' },
  )
  reads(
    'GELF',
    { version: '1.1', host: 'web1', short_message: 'x', timestamp: MS / 1000, level: 3, _user: 'ann' },
    { time: T, level: 'ERROR', message: 'x', attributes: { version: '1.1', host: 'web1', user: 'ann' } },
  )
  reads(
    'Serilog',
    { '@t': T, '@l': 'Fatal', '@m': 'gone', SourceContext: 'Shop.Cart' },
    { time: T, level: 'CRITICAL', module: 'Shop.Cart', message: 'gone', attributes: { severity: 'Fatal' } },
  )
  reads(
    'log4j',
    {
      instant: { epochSecond: MS / 1000 - 0.678, nanoOfSecond: 678_000_000 },
      level: 'WARN',
      loggerName: 'a.B',
      message: 'x',
      thread: 'main',
    },
    { time: T, level: 'WARNING', module: 'a.B', message: 'x', attributes: { thread: 'main' } },
  )
  reads(
    'MongoDB',
    {
      t: { $date: '2024-01-02T03:04:05.678+00:00' },
      s: 'I',
      c: 'NETWORK',
      id: 22943,
      ctx: 'listener',
      msg: 'Connection accepted',
    },
    {
      time: T,
      level: 'INFO',
      module: 'NETWORK',
      message: 'Connection accepted',
      attributes: { id: 22943, ctx: 'listener' },
    },
  )
  reads(
    'journald',
    {
      __REALTIME_TIMESTAMP: String(MS * 1000),
      PRIORITY: '4',
      MESSAGE: 'x from 203.0.113.5',
      _PID: '1',
      SYSLOG_IDENTIFIER: 'sshd',
    },
    {
      time: T,
      level: 'WARNING',
      service: 'sshd',
      message: 'x from 203.0.113.5',
      ip: '203.0.113.5',
      attributes: { _PID: '1' },
    },
  )
  reads(
    'our own record',
    {
      time: T,
      stream: 'activity',
      level: 'AUDIT',
      name: 'order.update',
      user_id: 'u1',
      attributes: { total: 3 },
    },
    {
      time: T,
      stream: 'activity',
      level: 'AUDIT',
      name: 'order.update',
      user_id: 'u1',
      attributes: { total: 3 },
    },
  )
  reads(
    'a producer whose time nobody can read',
    { time: 'yesterday', level: 'odd', msg: 'x', __proto__x: 1 },
    { message: 'x', attributes: { time: 'yesterday', level: 'odd', __proto__x: 1 } },
  )
})

test('fields that only Tallystick assigns go to the attributes, so that an export can be imported', () => {
  const line = JSON.stringify({
    seq: 4,
    tenant: 'a',
    received: T,
    time: T,
    message: 'x',
    id: '019f0000-0000-7000-8000-000000000000',
  })
  assert.deepEqual(events(line), [
    {
      id: '019f0000-0000-7000-8000-000000000000',
      time: T,
      message: 'x',
      attributes: { seq: 4, tenant: 'a', received: T },
    },
  ])
})

test('a key named __proto__ is a key like any other', () => {
  const [event] = events('{"msg":"x","__proto__":{"admin":true}}')
  assert.deepEqual(Object.keys(event!.attributes!), ['__proto__'])
  assert.equal(({} as { admin?: boolean }).admin, undefined)
})

test('a JSON array over many lines gives its elements, and says on which lines they stood', () => {
  const text = `[\n  {"time":"${T}",\n   "msg":"a, [b] \\"c\\""},\n  {"time":"${T}","msg":"d"}\n]`
  assert.equal(detectFormat(text.split('\n')).format, 'json')
  assert.deepEqual(
    decoded(text).map(({ event, line }) => [line, event.message]),
    [
      [2, 'a, [b] "c"'],
      [4, 'd'],
    ],
  )
})

test('one line that is a whole array, cut anywhere, gives its elements', () => {
  const text = `[${Array.from({ length: 20 }, (_, i) => JSON.stringify({ msg: `m ${i} "é"`, time: T })).join(',')}]`
  for (let cut = 1; cut < text.length; cut += 7) {
    const decoder = createLineDecoder({ reference: REFERENCE })
    const got = [
      ...decoder.push(text.slice(0, cut), false),
      ...decoder.push(text.slice(cut)),
      ...decoder.flush(),
    ]
    assert.equal(got.length, 20)
    assert.equal(got[19]!.event.message, 'm 19 "é"')
  }
})

test('records wrapped in one object are the events', () => {
  const text = `{\n"Records":[{"eventTime":"${T}","message":"a"},{"message":"b"}]\n}`
  assert.deepEqual(
    events(text).map(({ message }) => message),
    ['a', 'b'],
  )
})

test('logfmt: quotes, escapes, numbers, flags', () => {
  const text = `time="2024-01-02T03:04:05.678Z" level=warning msg="disk \\"sda\\" full" used=0.97 code=007 dry`
  assert.equal(detectFormat([text]).format, 'logfmt')
  assert.deepEqual(events(text), [
    {
      time: T,
      level: 'WARNING',
      message: 'disk "sda" full',
      attributes: { used: 0.97, code: '007', dry: true },
    },
  ])
})

test('the Linux audit log', () => {
  const [event] = events(
    'type=USER_LOGIN msg=audit(1704164645.678:24287): pid=1 uid=0 addr=203.0.113.5 res=failed',
  )
  assert.equal(event!.time, T)
  assert.equal(event!.message, 'pid=1 uid=0 addr=203.0.113.5 res=failed')
  assert.equal(event!.ip, '203.0.113.5')
  assert.equal(event!.attributes!.audit_id, '24287')
})

describe('CSV', () => {
  test('with quoted delimiters, quotes and line feeds', () => {
    const text = `Timestamp,Level,Message,User ID,Amount\n2024-01-02 03:04:05.678,warn,"a, ""b""\nsecond line",u1,12.5\n2024-01-02 03:04:05.678,info,c,,\n`
    assert.equal(detectFormat(text.split('\n')).format, 'csv')
    assert.deepEqual(decoded(text), [
      {
        event: {
          time: T,
          level: 'WARNING',
          message: 'a, "b"\nsecond line',
          user_id: 'u1',
          attributes: { Amount: 12.5 },
        },
        line: 2,
        lines: 2,
      },
      { event: { time: T, level: 'INFO', message: 'c' }, line: 4, lines: 1 },
    ])
  })
  test('with semicolons', () => {
    assert.deepEqual(events('time;level;msg\n2024-01-02T03:04:05.678Z;error;x'), [
      { time: T, level: 'ERROR', message: 'x' },
    ])
  })
  test('a log with commas and no header is no CSV', () => {
    assert.equal(
      detectFormat(['2024-01-02 03:04:05, Info, x, y', '2024-01-02 03:04:06, Info, x, y']).format,
      'text',
    )
  })
  test('W3C extended (IIS)', () => {
    const text =
      '#Software: Microsoft Internet Information Services\n#Fields: date time c-ip cs-method sc-status\n2024-01-02 03:04:05 203.0.113.5 GET 500\n2024-01-02 03:04:06 203.0.113.6 GET -'
    assert.deepEqual(events(text), [
      {
        time: '2024-01-02T03:04:05.000Z',
        attributes: { 'c-ip': '203.0.113.5', 'cs-method': 'GET', 'sc-status': 500 },
      },
      { time: '2024-01-02T03:04:06.000Z', attributes: { 'c-ip': '203.0.113.6', 'cs-method': 'GET' } },
    ])
  })
})

describe('syslog', () => {
  test('RFC 5424 with structured data (the examples of its §6.5)', () => {
    const text =
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8\n" +
      '<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It is time to make the do-nuts.\n' +
      '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="App\\]lication" eventID="1011"][examplePriority@32473 class="high"]'
    assert.equal(detectFormat(text.split('\n')).format, 'syslog')
    assert.deepEqual(events(text), [
      {
        time: '2003-10-11T22:14:15.003Z',
        level: 'CRITICAL',
        module: 'su',
        message: "'su root' failed for lonvick on /dev/pts/8",
        attributes: { facility: 'auth', host: 'mymachine.example.com', msgid: 'ID47' },
      },
      {
        time: '2003-08-24T12:14:15.000003Z',
        level: 'INFO',
        module: 'myproc',
        message: '%% It is time to make the do-nuts.',
        attributes: { facility: 'local4', host: '192.0.2.1', pid: 8710 },
      },
      {
        time: '2003-10-11T22:14:15.003Z',
        level: 'INFO',
        module: 'evntslog',
        attributes: {
          facility: 'local4',
          host: 'mymachine.example.com',
          msgid: 'ID47',
          'exampleSDID@32473': { iut: '3', eventSource: 'App]lication', eventID: '1011' },
          'examplePriority@32473': { class: 'high' },
        },
      },
    ])
  })
  test('RFC 3164 (the examples of its §5.4)', () => {
    const text =
      "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8\n<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!\n<0>no header at all"
    assert.deepEqual(events(text), [
      {
        time: '2023-10-11T22:14:15.000Z',
        level: 'CRITICAL',
        module: 'su',
        message: "'su root' failed for lonvick on /dev/pts/8",
        attributes: { facility: 'auth', host: 'mymachine' },
      },
      {
        time: '2024-02-05T17:32:18.000Z',
        level: 'INFO',
        message: 'Use the BFG!',
        attributes: { facility: 'user', host: '10.0.0.99' },
      },
      {
        time: '2024-02-05T17:32:18.000Z',
        level: 'CRITICAL',
        message: 'no header at all',
        attributes: { facility: 'kern' },
      },
    ])
  })
})

test('access logs: common, combined, with a virtual host, and what follows the agent', () => {
  const text = [
    '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
    '2001:db8::7 - - [10/Oct/2000:13:55:37 -0700] "POST /login HTTP/1.1" 401 12 "https://a.example/" "Mozilla/5.0 (X11)"',
    'shop.example:443 198.51.100.7 - - [10/Oct/2000:13:55:38 -0700] "GET /x?q=\\"a\\" HTTP/2.0" 503 - "-" "curl/8" 0.123',
    '198.51.100.7 - - [10/Oct/2000:13:55:39 -0700] "\\x16\\x03\\x01" 400 150 "-" "-"',
  ].join('\n')
  assert.equal(detectFormat(text.split('\n')).format, 'access')
  const got = events(text)
  assert.deepEqual(got[0], {
    time: '2000-10-10T20:55:36.000Z',
    level: 'INFO',
    message: 'GET /apache_pb.gif HTTP/1.0 200 2326',
    ip: '127.0.0.1',
    user_id: 'frank',
    attributes: {
      status_code: 200,
      bytes: 2326,
      method: 'GET',
      path: '/apache_pb.gif',
      protocol: 'HTTP/1.0',
    },
  })
  assert.deepEqual(
    [got[1]!.level, got[1]!.ip, got[1]!.user_agent, got[1]!.attributes!.referrer],
    ['WARNING', '2001:db8::7', 'Mozilla/5.0 (X11)', 'https://a.example/'],
  )
  assert.deepEqual(
    [got[2]!.level, got[2]!.attributes!.host, got[2]!.attributes!.rest],
    ['ERROR', 'shop.example:443', '0.123'],
  )
  assert.deepEqual([got[3]!.level, got[3]!.message], ['WARNING', '\\x16\\x03\\x01 400 150'])
})

describe('container runtimes', () => {
  test('CRI: the application’s lines are joined and read, at the runtime’s time', () => {
    const text = [
      '2016-10-06T00:17:09.669794202Z stdout F 2016-10-06 00:17:09,669 ERROR [main] app.Main: it failed',
      '2016-10-06T00:17:09.669794203Z stdout F java.lang.IllegalStateException: x',
      '2016-10-06T00:17:09.669794204Z stdout F \tat app.Main.run(Main.java:12)',
      '2016-10-06T00:17:10.113242941Z stderr P 2016-10-06 00:17:10,113 INFO [main] app.Main: a long ',
      '2016-10-06T00:17:10.113242942Z stderr F line',
    ].join('\n')
    assert.deepEqual(decoded(text), [
      {
        event: {
          time: '2016-10-06T00:17:09.669794202Z',
          level: 'ERROR',
          module: 'app.Main',
          message: 'it failed\njava.lang.IllegalStateException: x\n\tat app.Main.run(Main.java:12)',
          attributes: { thread: 'main', iostream: 'stdout' },
        },
        line: 1,
        lines: 3,
      },
      {
        event: {
          time: '2016-10-06T00:17:10.113242941Z',
          level: 'INFO',
          module: 'app.Main',
          message: 'a long line',
          attributes: { thread: 'main', iostream: 'stderr' },
        },
        line: 4,
        lines: 1,
      },
    ])
  })
  test('Docker json-file with JSON inside', () => {
    const inner = JSON.stringify({ level: 30, time: MS, msg: 'up' })
    const text = JSON.stringify({
      log: `${inner}\n`,
      stream: 'stdout',
      time: '2024-01-02T03:04:05.678901234Z',
    })
    assert.deepEqual(events(text), [
      {
        time: '2024-01-02T03:04:05.678901234Z',
        level: 'INFO',
        message: 'up',
        attributes: { iostream: 'stdout' },
      },
    ])
  })
})

describe('lines that belong together', () => {
  const joined = (name: string, lines: readonly string[], sizes: readonly number[]): void => {
    test(name, () =>
      assert.deepEqual(
        decoded(lines.join('\n')).map(event => event.lines),
        sizes,
      ),
    )
  }
  joined(
    'Java',
    [
      '2024-01-02 03:04:05,678 ERROR [main] a.B: failed',
      'java.lang.RuntimeException: x',
      '\tat a.B.run(B.java:1)',
      'Caused by: java.io.IOException: y',
      '\t... 12 more',
      '2024-01-02 03:04:06,678 INFO [main] a.B: next',
    ],
    [5, 1],
  )
  joined(
    'Python, without any times',
    [
      'ERROR:root:failed',
      'Traceback (most recent call last):',
      '  File "x.py", line 1, in <module>',
      'ValueError: bad',
      'INFO:root:next',
    ],
    [4, 1],
  )
  joined(
    'Node',
    ['Error: boom', '    at run (/x.js:1:2)', '    at node:internal/main:1:1', 'listening'],
    [3, 1],
  )
  joined(
    'Go',
    [
      'panic: boom',
      '',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/x.go:12 +0x1d',
      'exit status 2',
      'started',
    ],
    [5, 1],
  )
  joined(
    '.NET',
    [
      'info: Microsoft.Hosting.Lifetime[14]',
      '      Now listening on: http://localhost:5000',
      'fail: App[0]',
      '      x',
    ],
    [2, 2],
  )
  joined('Ruby', ['x.rb:1:in `f’: boom (RuntimeError)', "\tfrom x.rb:3:in `<main>'", 'next'], [2, 1])
  joined('plain lines without times stand alone', ['one', 'two', 'three'], [1, 1, 1])

  test('java.util.logging has its level on the second line', () => {
    assert.deepEqual(
      events(
        'Jan 02, 2024 3:04:05 PM com.foo.Bar run\nSEVERE: it failed\njava.lang.X: y\nJan 02, 2024 3:04:06 PM com.foo.Bar run\nFINE: ok',
      ),
      [
        {
          time: '2024-01-02T15:04:05.000Z',
          level: 'ERROR',
          module: 'com.foo.Bar',
          function: 'run',
          message: 'it failed\njava.lang.X: y',
        },
        {
          time: '2024-01-02T15:04:06.000Z',
          level: 'DEBUG',
          module: 'com.foo.Bar',
          function: 'run',
          message: 'ok',
        },
      ],
    )
  })

  test('an event ends after 1,000 lines, and the next goes on with its time and level', () => {
    const lines = [
      '2024-01-02 03:04:05,678 ERROR a.B: x',
      ...Array.from({ length: 1500 }, (_, i) => `  at frame${i}`),
    ]
    const got = decoded(lines.join('\n'))
    assert.deepEqual(
      got.map(event => event.lines),
      [1000, 501],
    )
    assert.deepEqual(
      [got[1]!.event.time, got[1]!.event.level, got[1]!.event.attributes],
      [T, 'ERROR', { continued: true }],
    )
  })
})

test('a JSON line among text lines is read as JSON, and an indented one belongs to the line before', () => {
  const text = `2024-01-02 03:04:05,678 INFO a.B: x\n{"level":"error","msg":"y","time":"${T}"}\n2024-01-02 03:04:05,678 INFO a.B: z\n  {"level":"error"}`
  assert.deepEqual(
    events(text).map(({ message }) => message),
    ['x', 'y', 'z\n  {"level":"error"}'],
  )
})

test('lines without a time take the time before them, at the top of a file the first', () => {
  const text = `# opened\n{"level":"info","msg":"a","time":"${T}"}\nplain`
  assert.deepEqual(
    events(text).map(({ time }) => time),
    [T, T, T],
  )
})

test('a file without any time takes the fallback', () => {
  assert.deepEqual(
    events('a\nb', { fallbackTime: T }).map(({ time }) => time),
    [T, T],
  )
})

describe('years that are left out', () => {
  const times = (lines: string[], options: Partial<DecodeOptions> = {}): string[] =>
    events(lines.map(time => `${time} host app[1]: x`).join('\n'), options).map(({ time }) =>
      time!.slice(0, 10),
    )

  test('the latest year that is not in the future', () => {
    assert.deepEqual(times(['May 31 10:00:00', 'Jun  1 10:00:00']), ['2024-05-31', '2024-06-01'])
    assert.deepEqual(times(['Jun 10 10:00:00']), ['2023-06-10'])
    assert.deepEqual(times(['Feb 29 10:00:00']), ['2024-02-29'])
    assert.deepEqual(times(['Feb 29 10:00:00'], { reference: Date.UTC(2023, 5, 1) }), ['2020-02-29'])
  })
  test('a New Year within the file, and a late line after it', () => {
    assert.deepEqual(times(['Dec 30 10:00:00', 'Jan  1 00:00:01', 'Dec 31 23:59:59', 'Jan  2 10:00:00']), [
      '2023-12-30',
      '2024-01-01',
      '2023-12-31',
      '2024-01-02',
    ])
  })
  test('a file over several years needs a pass before, which finds where it began', () => {
    const days = ['Jun 10', 'Nov 20', 'Jan  5', 'Jun 20', 'Dec  1', 'Jan  7', 'May  1']
    const lines = days.map(day => `${day} 10:00:00`)
    const scan = createRolloverScan({ reference: REFERENCE })
    for (const line of lines) assert.ok(scan.push(`${line} host app[1]: x`))
    const start = scan.start()!
    assert.equal(new Date(start).toISOString(), '2022-06-10T10:00:00.000Z')
    assert.deepEqual(times(lines, { start }), [
      '2022-06-10',
      '2022-11-20',
      '2023-01-05',
      '2023-06-20',
      '2023-12-01',
      '2024-01-07',
      '2024-05-01',
    ])
  })
  test('days that are left out count the same way', () => {
    const lines = [
      '23:00:00.000 [main] INFO a.B - x',
      '00:10:00.000 [main] INFO a.B - y',
      '01:00:00.000 [main] INFO a.B - z',
    ]
    assert.deepEqual(
      events(lines.join('\n'), { reference: Date.UTC(2024, 0, 2, 2) }).map(({ time }) => time!.slice(0, 16)),
      ['2024-01-01T23:00', '2024-01-02T00:10', '2024-01-02T01:00'],
    )
  })
  test('a file with complete times needs no pass', () => {
    const scan = createRolloverScan({ reference: REFERENCE })
    const lines = Array.from({ length: 600 }, () => '2024-01-02 03:04:05 x')
    assert.ok(!lines.every(line => scan.push(line)))
  })
})

describe('time zones', () => {
  test('local times are UTC, or of the zone that is given, with its summer time', () => {
    const lines = '2024-01-02 03:04:05 x\n2024-07-02 03:04:05 x\n2024-01-02T03:04:05+05:30 x'
    assert.deepEqual(
      events(lines).map(({ time }) => time),
      ['2024-01-02T03:04:05.000Z', '2024-07-02T03:04:05.000Z', '2024-01-01T21:34:05.000Z'],
    )
    assert.deepEqual(
      events(lines, { timezone: 'Europe/Berlin' }).map(({ time }) => time),
      ['2024-01-02T02:04:05.000Z', '2024-07-02T01:04:05.000Z', '2024-01-01T21:34:05.000Z'],
    )
  })
  test('around the change to and from summer time', () => {
    const lines = ['2024-03-10 01:59:59', '2024-03-10 03:00:00', '2024-11-03 00:59:59', '2024-11-03 02:00:00']
      .map(time => `${time} x`)
      .join('\n')
    assert.deepEqual(
      events(lines, { timezone: 'America/New_York', reference: Date.UTC(2025, 0, 1) }).map(({ time }) =>
        time!.slice(11, 19),
      ),
      ['06:59:59', '07:00:00', '04:59:59', '07:00:00'],
    )
  })
  test('an unknown zone is refused', () => {
    assert.throws(() => createLineDecoder({ reference: 0, timezone: 'Mars/Olympus' }), {
      code: 'TALLY_CONFIG_INVALID',
    })
  })
})

describe('dates that one line cannot tell', () => {
  const days = (lines: string[]): string[] =>
    events(lines.map(time => `${time} x`).join('\n')).map(({ time }) => time!.slice(0, 10))
  test('all lines of the file decide between day and month', () => {
    assert.deepEqual(days(['03/04/2024 10:00:00']), ['2024-03-04'])
    assert.deepEqual(days(['03/04/2024 10:00:00', '13/04/2024 10:00:00']), ['2024-04-03', '2024-04-13'])
    assert.deepEqual(days(['02.01.2024 10:00:00']), ['2024-01-02'])
  })
  test('two-digit years come first, unless that lies in the future', () => {
    assert.deepEqual(days(['17/06/09 10:00:00']), ['2017-06-09'])
    assert.deepEqual(days(['31/12/23 10:00:00']), ['2023-12-31'])
  })
})
