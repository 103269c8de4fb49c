import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Panel } from '@tallystick/core'
import { DASHBOARD_TEMPLATES, parseQuery } from '@tallystick/core'
import type { AggregateAnswer, SeriesAnswer } from '../src/api/types.ts'
import { duplicate, move, readDocument, readFile } from '../src/pages/dashboards/document.ts'
import { filterOf, isLimited, problemOfQuestion, questionOf } from '../src/pages/dashboards/question.ts'
import {
  barsOf,
  columnsOf,
  figureOf,
  linesOf,
  metricBars,
  metricFigure,
} from '../src/pages/dashboards/shape.ts'

const HOUR = { from: Date.parse('2026-01-31T10:00:00Z'), to: Date.parse('2026-01-31T11:00:00Z') }

const panel = (change: Partial<Panel>): Panel => ({
  id: 'a',
  title: 'Errors',
  kind: 'number',
  source: 'query',
  text: '| count()',
  unit: '',
  width: 1,
  height: 1,
  ...change,
})

const table = (columns: string[], rows: (string | number | null)[][]): AggregateAnswer => ({
  columns,
  rows,
  truncated: false,
  took_ms: 1,
})

test('templates are valid and can be asked', () => {
  for (const { document } of DASHBOARD_TEMPLATES) {
    assert.deepEqual(readDocument(JSON.parse(JSON.stringify(document))), { ok: true, value: document })
    for (const one of document.panels) {
      const question = questionOf(one, HOUR)
      if (question.to !== 'metrics') parseQuery(question.q)
    }
  }
})

test('what is wrong with a dashboard is said of each panel, by its name', () => {
  const problems = (value: unknown) => {
    const read = readDocument(value)
    return read.ok ? [] : read.problems
  }
  assert.match(problems([])[0]!, /object/)
  assert.match(problems({ v: 2, panels: [] })[0]!, /newer/)
  assert.match(problems({ v: 1 })[0]!, /"panels"/)
  assert.match(problems({ v: 1, panels: [null] })[0]!, /^Panel 1: /)
  assert.match(
    problems({ v: 1, panels: [panel({}), panel({})] })[0]!,
    /^Panel 2 “Errors”: its id stands twice/,
  )
  assert.match(
    problems({ v: 1, panels: Array.from({ length: 49 }, (_, i) => panel({ id: `${i}` })) })[0]!,
    /at most 48/,
  )
  for (const [change, expected] of [
    [{ kind: 'pie' }, /"kind"/],
    [{ source: 'sql' }, /"source"/],
    [{ width: 5 }, /"width" is to be 1 to 4, not 5/],
    [{ height: 1.5 }, /"height"/],
    [{ last: 'soon' }, /"last"/],
    [{ unit: 'furlong' }, /"unit"/],
    [{ id: '' }, /"id"/],
    [{ text: 'a "b' }, /never closed/],
    [{ kind: 'bars' }, /group/],
  ] as const)
    assert.match(problems({ v: 1, panels: [{ ...panel({}), ...change }] })[0]!, expected)
  assert.deepEqual(problems({}), [])
  assert.deepEqual(readDocument({ v: 1, panels: [{ ...panel({ last: '7d' }), more: 1 }] }), {
    ok: true,
    value: { v: 1, panels: [panel({ last: '7d' })] },
  })
})

test('a file is read as it was written, and anything else is refused with a reason', () => {
  const file = {
    type: 'tallystick.dashboard' as const,
    name: 'Mine',
    document: DASHBOARD_TEMPLATES[0]!.document,
  }
  assert.deepEqual(readFile(JSON.stringify(file)), { ok: true, value: file })
  const problem = (text: string) => {
    const read = readFile(text)
    return read.ok ? '' : read.problems.join('; ')
  }
  assert.match(problem('{'), /not JSON/)
  assert.match(problem('{"panels":[]}'), /no dashboard/)
  assert.match(problem(JSON.stringify({ ...file, name: ' ' })), /"name"/)
  assert.match(problem(JSON.stringify({ ...file, name: 3, document: 4 })), /"name".*"document"/)
})

test('a panel that cannot show its question says why, at its column', () => {
  const problem = (change: Partial<Panel>) => problemOfQuestion(panel(change))
  assert.equal(problem({}), undefined)
  assert.equal(problem({ kind: 'table', text: 'level>=ERROR' }), undefined)
  assert.match(problem({ text: 'level>=ERROR' })!.message, /counts nothing/)
  assert.match(problem({ kind: 'histogram', text: '| count() by service' })!.message, /bin\(score, 0.1\)/)
  assert.match(problem({ kind: 'series', text: '| count() by bin(score, 0.1)' })!.message, /bins of time/)
  assert.equal(problem({ text: 'a "b' })!.position, 2)
  assert.equal(problem({ source: 'expr', text: 'error_rate' }), undefined)
  assert.notEqual(problem({ source: 'expr', text: 'avg(' }), undefined)
  assert.match(problem({ source: 'expr', text: ' ' })!.message, /needed/)
  assert.match(problem({ source: 'expr', kind: 'histogram', text: 'error_rate' })!.message, /histogram/)
})

test('a series is given bins that suit the span, and keeps its own', () => {
  const q = (text: string, kind: Panel['kind'] = 'series') => {
    const question = questionOf(panel({ kind, text }), HOUR)
    return question.to === 'metrics' ? '' : question.q
  }
  assert.equal(q('level>=ERROR | count() by level'), 'level>=ERROR | count() by level, bin(1m) | limit 20000')
  assert.equal(q('| count() by bin(1h)'), '| count() by bin(1h) | limit 20000')
  assert.equal(q('| top 3 service'), 'service:* | count() by service, bin(1m) | limit 20000')
  assert.equal(q('| count() by level', 'bars'), '| count() by level')
  const step = (kind: Panel['kind']) => {
    const question = questionOf(panel({ kind, source: 'expr', text: 'error_rate' }), HOUR)
    assert.ok(question.to === 'metrics' && question.expr === 'error_rate')
    return question.step
  }
  assert.deepEqual((['series', 'number', 'bars', 'table'] as const).map(step), [
    60,
    'range',
    'range',
    'range',
  ])
  assert.equal(questionOf(panel({ kind: 'table', text: 'level>=ERROR' }), HOUR).to, 'search')
  assert.ok(isLimited(panel({ text: '| top 3 service' })) && !isLimited(panel({})))
  assert.equal(filterOf(panel({ text: 'a:1 b:2 | count()' })), 'a:1 b:2')
})

test('rows become lines with every step, the largest first', () => {
  const { lines, left, by } = linesOf(
    table(
      ['level', 'bin(30m)', 'count()'],
      [
        ['INFO', '2026-01-31T10:30:00.000Z', 7],
        ['ERROR', '2026-01-31T10:00:00.000Z', 2],
        ['INFO', 'no time', 9],
      ],
    ),
    HOUR,
  )
  assert.deepEqual([left, by], [0, 'level'])
  assert.deepEqual(
    lines.map(({ name, points }) => [name, points.map(([, value]) => value)]),
    [
      ['INFO', [0, 7]],
      ['ERROR', [2, 0]],
    ],
  )
  const average = linesOf(
    table(['bin(30m)', 'avg(x)', 'max(x)'], [['2026-01-31T10:30:00.000Z', 1, null]]),
    HOUR,
  )
  assert.deepEqual(
    average.lines.map(({ name, points }) => [name, points.map(([, v]) => v)]),
    [['avg(x)', [null, 1]]],
  )
  const many = linesOf(
    table(
      ['u', 'bin(30m)', 'count()'],
      Array.from({ length: 20 }, (_, i) => [`u${i}`, '2026-01-31T10:00:00.000Z', i]),
    ),
    HOUR,
  )
  assert.deepEqual([many.lines.length, many.left, many.lines[0]!.name], [8, 12, 'u19'])
})

test('rows become bars, columns and a figure', () => {
  const rows = table(
    ['service', 'count()'],
    [
      ['a', 3],
      [null, 2],
      ['none', 1],
    ],
  )
  assert.deepEqual(barsOf(rows), [
    { name: 'a', value: 3 },
    { name: 'none', value: 2 },
    { name: 'none (2)', value: 1 },
  ])
  assert.deepEqual(
    columnsOf(
      table(
        ['bin(score, 0.1)', 'count()'],
        [
          [0.3, 2],
          [0, 5],
          [null, 9],
        ],
      ),
    ),
    [
      { name: '0', value: 5 },
      { name: '0.1', value: 0 },
      { name: '0.2', value: 0 },
      { name: '0.3', value: 2 },
    ],
  )
  const wide = columnsOf(
    table(
      ['bin(x, 1)', 'count()'],
      [
        [0, 1],
        [1e9, 4],
      ],
    ),
  )
  assert.deepEqual([wide.length, wide.at(-1)], [60, { name: '≥59', value: 4 }])
  assert.deepEqual(columnsOf(table(['bin(x, 1)', 'count()'], [])), [])
  assert.equal(figureOf(table(['count()'], [[12]])).value, 12)
  assert.equal(figureOf(table(['avg(x)'], [[null]])).value, null)
})

test('series of metrics become a figure and bars', () => {
  const answer = (...series: SeriesAnswer['series'][number][]): SeriesAnswer => ({
    expr: 'cpu',
    step: 60,
    from: '',
    to: '',
    truncated: false,
    approximate: false,
    series,
  })
  const at = (minute: number, value: number | null) => [`2026-01-31T10:0${minute}:00Z`, value] as const
  const whole = answer(
    { tags: { host: 'a' }, points: [at(0, 2)] },
    { tags: { host: 'b' }, points: [at(0, 5)] },
  )
  const steps = answer({ tags: { host: 'a' }, points: [at(0, 3), at(1, null), at(2, 1)] })
  assert.deepEqual(metricFigure(whole, steps), { value: 2, line: [3, 0, 1] })
  assert.deepEqual(metricBars(whole), [
    { name: 'b', value: 5 },
    { name: 'a', value: 2 },
  ])
  assert.deepEqual(metricFigure(answer(), answer()), { value: null, line: [] })
  assert.equal(metricFigure(answer({ tags: {}, points: [at(0, null)] }), undefined).value, null)
})

test('panels are moved and copied', () => {
  const panels = ['a', 'b', 'c'].map(id => panel({ id }))
  const ids = (list: readonly Panel[]) => list.map(({ id }) => id).join('')
  assert.equal(ids(move(panels, 0, 2)), 'bca')
  assert.equal(ids(move(panels, 2, 0)), 'cab')
  assert.equal(ids(move(panels, 0, 3)), 'abc')
  assert.equal(ids(duplicate(panels, 'b', 'x')), 'abxc')
})
