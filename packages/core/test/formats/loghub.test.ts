import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { createLineDecoder, type DecodedEvent, type DecodeOptions, levelFromText } from '@tallystick/core'
import { createCsvReader } from '../../src/formats/csv.ts'

/** Eight systems of loghub with the columns people gave their lines. One decoder, no options but the reference time. */

const root = path.resolve(import.meta.dirname, '../../../..')
const data = path.join(path.resolve(root, process.env.TALLY_DATA ?? '../shared/data'), 'loghub')
const present = existsSync(data)

type Row = Record<string, string>

function rows(system: string): Row[] {
  const reader = createCsvReader(',')
  const lines = readFileSync(path.join(data, system, `${system}_2k.log_structured.csv`), 'utf8').split(
    /\r?\n/,
  )
  const [header, ...cells] = lines.flatMap((line, index) => {
    const row = line === '' ? undefined : reader.push(line, index + 1)
    return row === undefined ? [] : [row.cells]
  })
  return cells.map(row => Object.fromEntries(header!.map((name, index) => [name, row[index] ?? ''])))
}

function decode(system: string, options: Partial<DecodeOptions> = {}): DecodedEvent[] {
  const lines = readFileSync(path.join(data, system, `${system}_2k.log`), 'utf8').split('\n')
  const decoder = createLineDecoder({ reference: Date.UTC(2026, 0, 1), ...options })
  return [...lines.flatMap(line => decoder.push(line)), ...decoder.flush()]
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const month = (name: string): number => MONTHS.indexOf(name.slice(0, 3)) / 3
const iso = (ms: number): string => new Date(ms).toISOString()
const pad = (digits: string, size: number): string => digits.padStart(size, '0')

/** The true time of a row, by hand for each system. */
const TIMES: Record<string, (row: Row) => string> = {
  Apache: ({ Time }) => {
    const [, name, day, clock, year] = Time!.split(' ')
    return iso(Date.parse(`${year}-${pad(String(month(name!) + 1), 2)}-${day}T${clock}Z`))
  },
  // The epoch is the instant; the local time beside it has the microseconds.
  BGL: ({ Timestamp, Time }) =>
    `${iso(Number(Timestamp) * 1000).slice(0, 20)}${Time!.slice(-6).replace(/000$/, '')}Z`,
  HDFS: ({ Date: date, Time }) => {
    const [d, t] = [pad(date!, 6), pad(Time!, 6)]
    return `20${d.slice(0, 2)}-${d.slice(2, 4)}-${d.slice(4)}T${t.slice(0, 2)}:${t.slice(2, 4)}:${t.slice(4)}.000Z`
  },
  Hadoop: row => `${row.Date}T${row.Time!.replace(',', '.')}Z`,
  HealthApp: ({ Time }) => {
    const [date, h, m, s, ms] = Time!.split(/[-:]/)
    return `${date!.slice(0, 4)}-${date!.slice(4, 6)}-${date!.slice(6)}T${pad(h!, 2)}:${pad(m!, 2)}:${pad(s!, 2)}.${pad(ms!, 3)}Z`
  },
  Linux: row =>
    iso(Date.UTC(2005, month(row.Month!), Number(row.Date)) + Date.parse(`1970-01-01T${row.Time}Z`)),
  OpenSSH: row =>
    iso(Date.UTC(2025, month(row.Date!), Number(row.Day)) + Date.parse(`1970-01-01T${row.Time}Z`)),
  Spark: row => `20${row.Date!.replaceAll('/', '-')}T${row.Time}.000Z`,
}

/** Columns whose name in the ground truth says something else than they hold. */
const COMPONENT: Record<string, (row: Row) => string | undefined> = {
  Apache: () => undefined,
  OpenSSH: () => 'sshd',
}
const LEVEL: Record<string, (row: Row) => string | undefined> = { Linux: () => undefined }

const report: Record<string, string>[] = []

describe('loghub', { skip: present ? false : `no loghub data in ${data}: set TALLY_DATA` }, () => {
  for (const system of Object.keys(TIMES))
    test(`${system}: 2,000 lines become 2,000 events with the columns of the ground truth`, () => {
      const truth = rows(system)
      const events = decode(system, system === 'Linux' ? { reference: Date.UTC(2005, 11, 31) } : {})
      assert.equal(events.length, 2000)
      assert.deepEqual(
        events.map(({ line }) => line),
        truth.map((_, index) => index + 1),
      )
      const score = { time: 0, level: 0, component: 0, content: 0 }
      truth.forEach((row, index) => {
        const { event } = events[index]!
        const level = (LEVEL[system] ?? (r => r.Level))(row)
        const component = (COMPONENT[system] ?? (r => r.Component))(row)
        if (event.time === TIMES[system]!(row)) score.time++
        if (event.level === (level === undefined ? undefined : levelFromText(level))) score.level++
        if (component === undefined || event.module === component) score.component++
        if ((event.message ?? '') === row.Content!.trim()) score.content++
        else if (process.env.TALLY_SHOW) console.log(system, index + 1, [event.message, row.Content])
        if (process.env.TALLY_SHOW && event.module !== component)
          console.log(system, index + 1, [event.module, component])
      })
      report.push({
        system,
        ...Object.fromEntries(Object.entries(score).map(([name, n]) => [name, `${(n / 20).toFixed(2)} %`])),
      })
      assert.equal(score.time, 2000, 'time')
      assert.equal(score.level, 2000, 'level')
      assert.ok(score.component >= 1980, `component ${score.component}`)
      assert.ok(score.content >= 1980, `content ${score.content}`)
    })
  after(() => console.table(report))
})
