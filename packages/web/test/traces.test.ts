import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFilter, parseQuery } from '@tallystick/core'
import fc from 'fast-check'
import type { TallyEvent } from '../src/api/types.ts'
import { criticalPath, longestRoot } from '../src/pages/traces/critical-path.ts'
import { exchangesOf } from '../src/pages/traces/exchange.ts'
import { extentOf, offsetsOf, placeOf } from '../src/pages/traces/scale.ts'
import { ERRORS, instantOf, ROOTS, SPANS, type Span, traceOf } from '../src/pages/traces/spans.ts'
import { binWidth, distinct, ofTraces, summariesOf } from '../src/pages/traces/summaries.ts'
import { selfTime, treeOf, visibleNodes } from '../src/pages/traces/tree.ts'
import { moveOf } from '../src/pages/traces/tree-keys.ts'

const span = (id: string, start: number, end: number, parentId?: string): Span => ({
  key: `key-${id}`,
  id,
  parentId,
  name: id,
  service: '',
  start,
  end,
  failed: false,
  event: {} as TallyEvent,
  logs: [],
})

let seq = 0
const event = (id: string, fields: Partial<TallyEvent>): TallyEvent => ({
  id,
  seq: seq++,
  tenant: 'default',
  stream: 'log',
  time: '2026-01-31T10:00:00.000Z',
  level: 'INFO',
  trace_id: 't',
  ...fields,
})

/** Any spans: parents among them, beyond them, themselves, in circles. */
const anySpans = fc
  .array(fc.record({ start: fc.nat(1_000), length: fc.nat(500), parent: fc.option(fc.nat(45)) }), {
    maxLength: 40,
  })
  .map(all =>
    all.map(({ start, length, parent }, i) =>
      span(`s${i}`, start, start + length, parent === null ? undefined : `s${parent}`),
    ),
  )

test('every span stands in the tree once, directly after its parent and the siblings before it', () => {
  fc.assert(
    fc.property(anySpans, spans => {
      const nodes = treeOf(spans)
      assert.deepEqual(nodes.map(node => node.span.id).sort(), spans.map(({ id }) => id).sort())
      nodes.forEach(({ parent, depth, children, below, span: { parentId }, detached }, place) => {
        assert.equal(depth, parent === undefined ? 0 : nodes[parent]!.depth + 1)
        assert.ok(parent === undefined || parent < place)
        assert.ok(parent === undefined || nodes[parent]!.span.id === parentId)
        assert.equal(detached !== undefined, parent === undefined && parentId !== undefined)
        assert.equal(
          below,
          children.reduce((sum, child) => sum + 1 + nodes[child]!.below, 0),
        )
        for (const child of children) assert.ok(child > place && child <= place + below)
      })
    }),
  )
})

test('a closed span hides what is beneath it and nothing else', () => {
  fc.assert(
    fc.property(anySpans, fc.array(fc.nat(40)), (spans, picks) => {
      const nodes = treeOf(spans)
      const closed = new Set(picks.flatMap(i => nodes[i]?.span.key ?? []))
      const isHidden = (place: number): boolean => {
        const { parent } = nodes[place]!
        return parent !== undefined && (closed.has(nodes[parent]!.span.key) || isHidden(parent))
      }
      assert.deepEqual(
        visibleNodes(nodes, closed),
        nodes.map((_, i) => i).filter(i => !isHidden(i)),
      )
    }),
  )
})

test('the critical path adds up to the duration of its root, and no span has more of it than its own time', () => {
  fc.assert(
    fc.property(anySpans, spans => {
      const nodes = treeOf(spans)
      const root = longestRoot(nodes)
      if (root === undefined) return assert.equal(nodes.length, 0)
      const path = criticalPath(nodes, root)
      let sum = 0
      for (const [place, stretches] of path)
        for (const { from, to } of stretches) {
          assert.ok(from < to && from >= nodes[place]!.span.start && to <= nodes[place]!.span.end)
          sum += to - from
        }
      assert.equal(sum, nodes[root]!.span.end - nodes[root]!.span.start)
    }),
  )
})

test('self time is what no child covers', () => {
  const nodes = treeOf([
    span('a', 0, 100),
    span('b', 10, 30, 'a'),
    span('c', 20, 50, 'a'),
    span('d', 90, 200, 'a'),
  ])
  assert.equal(selfTime(nodes, 0), 50)
  assert.equal(selfTime(nodes, 1), 20)
})

test('a missing parent, a circle and a clock that is behind are said', () => {
  const nodes = treeOf([
    span('x', 5, 6, 'gone'),
    span('p', 20, 30, 'q'),
    span('q', 10, 40, 'p'),
    span('early', 1, 3, 'p'),
    span('self', 50, 60, 'self'),
  ])
  const of = (id: string) => nodes.find(node => node.span.id === id)!
  assert.equal(of('x').detached, 'orphan')
  assert.equal(of('q').detached, 'cycle')
  assert.equal(of('p').detached, undefined)
  assert.equal(of('self').detached, 'cycle')
  assert.ok(of('early').skewed)
})

test('5,000 spans one beneath the other are laid out', () => {
  const nodes = treeOf(Array.from({ length: 5_000 }, (_, i) => span(`s${i}`, i, 10_000 - i, `s${i - 1}`)))
  assert.equal(nodes.at(-1)!.depth, 4_999)
  assert.equal(criticalPath(nodes, 0).size, 5_000)
})

test('events become spans, their logs, and what is of no span', () => {
  const { spans, loose } = traceOf([
    event('1', { span_id: 'a', name: 'llm.request', attributes: { duration_ms: 20 }, level: 'ERROR' }),
    event('2', { span_id: 'b', attributes: { duration_ms: 3.5, parent_span_id: 'a' } }),
    event('3', { span_id: 'b', message: 'done', attributes: { duration_ms: 1 } }),
    event('4', { span_id: 'c', attributes: { parent_span_id: 'a', duration_ms: -1 } }),
    event('5', { span_id: 'd' }),
    event('6', { message: 'no span' }),
    event('7', { span_id: 'a', message: 'a log', time: '2026-01-31T09:59:59Z' }),
    event('8', { span_id: 'a', message: 'nearly as long', attributes: { duration_ms: 19 } }),
  ])
  assert.deepEqual(
    spans.map(({ id, parentId, start, end, failed, logs }) => [
      id,
      parentId,
      end - start,
      failed,
      logs.map(l => l.id),
    ]),
    [
      ['a', undefined, 20, true, ['7', '8']],
      ['b', 'a', 3.5, false, ['3']],
      ['c', 'a', 0, false, []],
    ],
  )
  assert.deepEqual(
    loose.map(({ id }) => id),
    ['5', '6'],
  )
})

test('what is asked for as a span, a root or an error is one', () => {
  const holds = (query: string, fields: Partial<TallyEvent> & { severity_number?: number }) =>
    compileFilter(parseQuery(query).filter)(event('1', fields) as never)
  const span = { span_id: 'a', attributes: { duration_ms: 20 } }
  assert.ok(holds(SPANS, span) && holds(ROOTS, span))
  assert.ok(!holds(ROOTS, { attributes: { duration_ms: 20 } }), 'a log that took its time is no span')
  assert.ok(!holds(ROOTS, { span_id: 'a', attributes: { duration_ms: 20, parent_span_id: 'b' } }))
  assert.ok(holds(ERRORS, { level: 'ERROR' }) && holds(ERRORS, { level: 'CRITICAL' }))
  assert.ok(holds(ERRORS, { span_id: 'a', attributes: { duration_ms: 20, status_code: 503 } }))
  for (const level of ['SECURITY', 'AUDIT', 'WARNING'])
    assert.ok(!holds(ERRORS, { level, severity_number: 17 }), level)
  assert.ok(!holds(ERRORS, span))
})

test('times beyond milliseconds keep what they have', () => {
  assert.equal(instantOf('2026-01-31T10:00:00.123456Z'), Date.parse('2026-01-31T10:00:00.123Z') + 0.456)
  assert.equal(instantOf('2026-01-31T10:00:00.123Z'), Date.parse('2026-01-31T10:00:00.123Z'))
  assert.equal(instantOf('no time'), 0)
})

test('an extent holds all, and places are within it', () => {
  const extent = extentOf([span('a', 10, 30)], [5, 40])
  assert.deepEqual(extent, { from: 5, to: 40 })
  assert.deepEqual(extentOf([], []), { from: 0, to: 1 })
  assert.deepEqual(placeOf({ from: 0, to: 100 }, { from: 50, to: 400 }), { left: 0.5, width: 0.5 })
  assert.deepEqual(offsetsOf(100, 5), [0, 20, 40, 60, 80, 100])
})

test('an exchange is put in order with its verdicts; another trace has none', () => {
  const of = (name: string, fields: Partial<TallyEvent>) => event(name, { name, span_id: name, ...fields })
  const child = { parent_span_id: 'llm.request' }
  const events = [
    of('decision', { stream: 'decision', attributes: { ...child, allowed: false, reason: 'a secret' } }),
    of('out', {
      stream: 'scan',
      attributes: { ...child, stage: 'output', action: 'allow', severity: 'Info', flags: [] },
    }),
    of('in', {
      stream: 'scan',
      attributes: { ...child, stage: 'input', action: 'block', severity: 'High', flags: ['x'] },
    }),
    of('llm.upstream', { attributes: { ...child, status_code: 200, upstream: 'api' } }),
    of('llm.request', { attributes: { outcome: 'blocked', route: '/v1/chat/completions' } }),
  ]
  const [exchange] = exchangesOf(events)
  assert.deepEqual(
    exchange!.steps.map(({ kind, verdict }) => `${kind}: ${verdict}`),
    [
      'request: blocked',
      'input: High, block',
      'upstream: answered 200',
      'output: Info, allow',
      'decision: blocked',
    ],
  )
  assert.deepEqual(exchangesOf([events[3]!, events[4]!]), [])
})

test('a list of traces has figures of the whole trace and the root among what is known', () => {
  const columns = ['trace_id', 'count()', 'uniq(span_id)', 'sum(total_tokens)']
  const table = (names: string[], rows: (string | number | null)[][]) => ({
    columns: names,
    rows,
    truncated: false,
    took_ms: 1,
  })
  const [a, b] = summariesOf(
    ['a', 'b'],
    table(columns, [
      ['b', 9, 4, null],
      ['a', 3, 2, 120],
    ]),
    table(['trace_id', 'count()'], [['b', 1]]),
    [
      event('1', {
        trace_id: 'a',
        span_id: 'x',
        name: 'child',
        attributes: { duration_ms: 5, parent_span_id: 'y' },
      }),
      event('2', {
        trace_id: 'a',
        span_id: 'y',
        name: 'root',
        service: 'web',
        attributes: { duration_ms: 50 },
      }),
    ],
  )
  assert.deepEqual(
    [a!.name, a!.service, a!.duration, a!.spans, a!.tokens, a!.errors],
    ['root', 'web', 50, 2, 120, 0],
  )
  assert.deepEqual([b!.name, b!.duration, b!.events, b!.errors], [undefined, undefined, 9, 1])
})

test('one query names as many traces as it can, whatever they are called', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 600, minLength: 1 }), { minLength: 1, maxLength: 150 }),
      names => {
        const ids = distinct([undefined, ...names.map(name => name.toWellFormed())], 100)
        assert.ok(ids.length > 0 && ids.length <= 100)
        parseQuery(`${ofTraces(ids)} duration_ms:*`)
      },
    ),
  )
})

test('bins of a histogram are round', () => {
  assert.deepEqual([0, 1, 140, 2_000, 61_000].map(binWidth), [0.001, 0.1, 10, 200, 5_000])
})

test('keys move within the tree and never out of it', () => {
  const nodes = treeOf([span('a', 0, 9), span('b', 1, 2, 'a'), span('c', 3, 4, 'a')])
  const at = (place: number, isClosed = false) => ({
    nodes,
    visible: isClosed ? [0] : [0, 1, 2],
    at: place,
    isClosed,
    page: 10,
  })
  assert.deepEqual(moveOf('ArrowDown', at(2)), { kind: 'go', row: 2 })
  assert.deepEqual(moveOf('PageUp', at(2)), { kind: 'go', row: 0 })
  assert.deepEqual(moveOf('ArrowLeft', at(2)), { kind: 'go', row: 0 })
  assert.deepEqual(moveOf('ArrowLeft', at(0)), { kind: 'toggle' })
  assert.deepEqual(moveOf('ArrowRight', at(0, true)), { kind: 'toggle' })
  assert.deepEqual(moveOf('ArrowRight', at(0)), { kind: 'go', row: 1 })
  assert.deepEqual(moveOf('Enter', at(1)), { kind: 'open' })
  assert.equal(moveOf('x', at(1)), undefined)
})
