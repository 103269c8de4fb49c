import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { TallyError } from '@tallystick/core'
import { presidioScanner } from '../../src/adapters/index.ts'
import { createDetector, DEFAULT_POLICY, type View } from '../../src/index.ts'

const view = (text: string): View => ({ text, encoding: 'plain', hidden: [] })
const context = (signal: AbortSignal = new AbortController().signal) => ({ stage: 'input' as const, signal })

describe('the scanner that asks a Presidio analyzer', () => {
  /** What the service does with the next request, and what it was asked. */
  let answer: (request: unknown, response: ServerResponse) => void
  let asked: Record<string, unknown> | undefined
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked = { method: request.method, path: request.url, ...(JSON.parse(body) as object) }
    answer(asked, response)
  })
  let url = ''
  before(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => server.close().closeAllConnections())

  const json = (value: unknown) => (_request: unknown, response: ServerResponse) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(value))
  }
  const person = (start: number, end: number, score = 0.85) => ({
    entity_type: 'PERSON',
    start,
    end,
    score,
    analysis_explanation: null,
  })

  it('sends the text as the service wants it and places what it recognises', async () => {
    answer = json([person(0, 4), { entity_type: 'LOCATION', start: 14, end: 19, score: 0.6 }])
    const scanner = presidioScanner({
      url: `${url}/`,
      language: 'de',
      entities: ['PERSON', 'LOCATION'],
      minScore: 0.5,
    })
    const matches = await scanner.scan(view('John lives in Paris'), context())
    assert.deepEqual(asked, {
      method: 'POST',
      path: '/analyze',
      text: 'John lives in Paris',
      language: 'de',
      score_threshold: 0.5,
      entities: ['PERSON', 'LOCATION'],
    })
    assert.deepEqual(
      matches.map(({ type, start, end, score }) => [type, start, end, score]),
      [
        ['presidio_person', 0, 4, 0.85],
        ['presidio_location', 14, 19, 0.6],
      ],
    )
  })

  it('turns offsets in code points into UTF-16 where characters beyond the basic plane stand in front', async () => {
    const text = '😀😀 I am 𝒥ohn 😀'
    answer = json([person(8, 12)])
    const [match] = await presidioScanner({ url }).scan(view(text), context())
    assert.equal(text.slice(match?.start, match?.end), '𝒥ohn')
  })

  it('names an entity that it does not know another one', async () => {
    answer = json([{ entity_type: 'ZOO_TICKET', start: 0, end: 3, score: 1 }])
    const scanner = presidioScanner({ url })
    const [match] = await scanner.scan(view('abc'), context())
    assert.equal(match?.type, 'presidio_other')
    assert.ok(scanner.types.some(({ type }) => type === match?.type))
  })

  it('does not ask about an empty text', async () => {
    asked = undefined
    assert.deepEqual(await presidioScanner({ url }).scan(view(''), context()), [])
    assert.equal(asked, undefined)
  })

  const failures: [string, (request: unknown, response: ServerResponse) => void, RegExp][] = [
    [
      'an error of the service',
      (_r, response) => response.writeHead(500).end('{"error":"secret text"}'),
      /status 500/,
    ],
    [
      'a redirect',
      (_r, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /cannot be reached/,
    ],
    ['what is not JSON', (_r, response) => response.end('<html>'), /not JSON/],
    ['what is no list', json({ detail: 'no' }), /not a list/],
    [
      'an entry without a score',
      json([{ entity_type: 'PERSON', start: 0, end: 2 }]),
      /without entity_type or score/,
    ],
    ['an entry that is null', json([null]), /without entity_type or score/],
    ['an entry behind the end', json([person(0, 100)]), /outside of the text/],
    ['an entry that ends before it starts', json([person(3, 2)]), /outside of the text/],
    ['half an offset', json([person(0.5, 2)]), /outside of the text/],
    ['a connection that breaks', (_r, response) => response.socket?.destroy(), /cannot be reached/],
  ]
  for (const [what, behaviour, message] of failures) {
    it(`fails on ${what}, without quoting it`, async () => {
      answer = behaviour
      await assert.rejects(
        async () => presidioScanner({ url }).scan(view('some text'), context()),
        error => {
          assert.ok(error instanceof TallyError)
          assert.equal(error.code, 'TALLY_SCANNER_SERVICE')
          assert.match(error.message, message)
          assert.doesNotMatch(error.message, /secret/)
          return true
        },
      )
    })
  }

  it('fails when nobody listens', async () => {
    await assert.rejects(
      async () => presidioScanner({ url: 'http://127.0.0.1:1' }).scan(view('x'), context()),
      { code: 'TALLY_SCANNER_SERVICE' },
    )
  })

  it('gives up at the deadline, and the pipeline tells it as one', async () => {
    answer = () => {}
    const detector = createDetector([presidioScanner({ url })], { ...DEFAULT_POLICY, deadline_ms: 60 }, 'key')
    const { findings, failures: told } = await detector.detect('John lives in Paris', { stage: 'input' })
    assert.deepEqual(findings, [])
    assert.deepEqual(
      told.map(({ scanner, kind }) => [scanner, kind]),
      [['presidio', 'deadline']],
    )
  })

  it('refuses an address that is none', () => {
    assert.throws(() => presidioScanner({ url: 'ftp://x' }), { code: 'TALLY_CONFIG_INVALID' })
    assert.throws(() => presidioScanner({ url: 'nowhere' }), { code: 'TALLY_CONFIG_INVALID' })
  })
})
