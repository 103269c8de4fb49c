import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import OpenAI, { APIError } from 'openai'
import { tally, verify } from './lib/tally.ts'
import { Upstream } from './lib/upstream.ts'

const TALLY = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url))
// Put together at run time: no scanner is to take this file for a leak.
const EMAIL = ['jane.roe', 'example-mail.org'].join('@')
const LEAKED = ['john.doe', 'another-mail.org'].join('@')
const AWS = `AKIA${'QYLPMN5HFIQR7XYA'}`
const UPSTREAM_KEY = `sk-operator-${'k3Y'.repeat(12)}`

type Running = { readonly url: string; readonly key: string; readonly data: string; stop(): Promise<void> }

/** `tally serve` of the built code, with the environment that an operator gives it. */
async function serve(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const data = join(directory, 'data')
  const log = join(directory, 'log')
  const child = spawn(
    process.execPath,
    [
      TALLY,
      'serve',
      '--json',
      '--port',
      '0',
      '--data',
      data,
      '--store',
      'sqlite',
      '--log',
      'json',
      '--log-level',
      'debug',
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, XDG_CONFIG_HOME: join(directory, 'config'), ...env },
    },
  )
  child.stderr.on('data', (chunk: Buffer) => writeFileSync(log, chunk, { flag: 'a' }))
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const { url, key } = JSON.parse(line) as { url: string; key: string }
  return {
    url,
    key,
    data,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

describe('the proxy of tally serve', () => {
  let upstream: Upstream
  let directory: string
  let server: Running
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tally-e2e-proxy-'))
    upstream = await Upstream.start()
    server = await serve(directory, ['--upstream', upstream.url], { OPENAI_API_KEY: UPSTREAM_KEY })
  })
  after(async () => {
    await server.stop()
    await upstream.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  test('takes a bare curl on this machine, and an AWS key out of it', async () => {
    const answer = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-session-id': 'test-session-123' },
      body: JSON.stringify({ messages: [{ role: 'user', content: `AWS key: ${AWS}` }] }),
    })
    assert.equal(answer.status, 200)
    assert.ok(!upstream.last.text.includes(AWS))
    assert.equal(upstream.last.headers.authorization, `Bearer ${UPSTREAM_KEY}`)
  })

  test('serves an unmodified client by the key of this server', async () => {
    upstream.script = ({ body }) => {
      const [{ content }] = body.messages as [{ content: string }]
      return { choices: [{ content: `${content} Or ask ${LEAKED}. Bye.` }], delta: 3, bytes: 10 }
    }
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.key, maxRetries: 0 })
    let text = ''
    const asked = { model: 'local-1', messages: [{ role: 'user' as const, content: `I am ${EMAIL}.` }] }
    for await (const chunk of await client.chat.completions.create({ ...asked, stream: true }))
      text += chunk.choices[0]?.delta.content ?? ''
    assert.equal(text, `I am ${EMAIL}. Or ask [EMAIL_2]. Bye.`)
    assert.equal((await client.chat.completions.create(asked)).choices[0]!.message.content, text)
    assert.ok(!upstream.last.text.includes(EMAIL))
    assert.ok(!JSON.stringify(upstream.last.headers).includes(server.key))
    upstream.script = {}
    assert.equal((await client.models.list()).data[0]!.id, 'local-1')
  })

  test('passes on what the upstream refuses', async () => {
    upstream.script = {
      error: {
        status: 429,
        body: '{"error":{"message":"slow down","code":"rate_limit_exceeded"}}',
        headers: { 'retry-after': '9' },
      },
    }
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.key, maxRetries: 0 })
    await assert.rejects(
      client.chat.completions.create({ model: 'm', messages: [] }),
      (error: unknown) =>
        error instanceof APIError && error.status === 429 && error.headers?.get('retry-after') === '9',
    )
    upstream.script = {}
  })

  test('records each exchange as one trace that can be proved, and nothing of what was said', async () => {
    const config = join(directory, 'config')
    const search = (query: string) =>
      tally(['search', query, '--url', server.url, '--key', server.key, '--json'], { config })
    let found: Record<string, unknown>[] = []
    for (let i = 0; i < 50 && found.length < 5; i++) {
      await new Promise(done => setTimeout(done, 100))
      found = search('session_id:test-session-123')
        .stdout.trim()
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as Record<string, unknown>)
    }
    assert.deepEqual(found.map(({ name }) => name).sort(), [
      'decision.allowed',
      'llm.request',
      'llm.upstream',
      'scan',
      'scan',
    ])
    assert.equal(new Set(found.map(({ trace_id }) => trace_id)).size, 1)
    const { id } = found.find(({ stream }) => stream === 'scan') as { id: string }
    const proof = tally(['prove', id, '--url', server.url, '--key', server.key], { config })
    assert.equal(proof.code, 0, proof.stderr)
    await server.stop()
    assert.equal(verify(server.data).code, 0)
    const said = [AWS, EMAIL, LEAKED, UPSTREAM_KEY, 'How can I help']
    const holding: string[] = []
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const bytes = readFileSync(join(entry.parentPath, entry.name))
        if (said.some(text => bytes.includes(text))) holding.push(entry.name)
      }
    assert.deepEqual(holding, [])
    server = await serve(directory, ['--upstream', upstream.url, '--no-proxy-open'], {})
  })

  test('asks for a key where it is told to', async () => {
    const answer = await fetch(`${server.url}/v1/models`)
    assert.equal(answer.status, 401)
    assert.equal(((await answer.json()) as { error: { type: string } }).error.type, 'authentication_error')
  })

  test('does what its rules say, and does not start with rules that are none', async () => {
    await server.stop()
    const rules = join(directory, 'rules.json')
    writeFileSync(rules, JSON.stringify([{ policy: { actions: { personal: 'block' } } }]))
    server = await serve(directory, ['--upstream', upstream.url, '--proxy-rules', rules], {})
    const answer = await fetch(`${server.url}/v1/completions`, {
      method: 'POST',
      body: JSON.stringify({ prompt: `I am ${EMAIL}` }),
    })
    assert.equal(answer.status, 403)
    for (const [text, problem] of [
      ['{', /is no JSON/],
      ['{}', /list of rules/],
      ['[{"policy":{"actions":{"personal":"shout"}}}]', /rule 1/],
    ] as const) {
      writeFileSync(rules, text)
      const { code, stderr } = tally(
        ['serve', '--port', '0', '--data', join(directory, 'other'), '--proxy-rules', rules],
        { config: join(directory, 'c') },
      )
      assert.notEqual(code, 0)
      assert.match(stderr, problem)
    }
  })
})
