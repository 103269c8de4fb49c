/**
 * The physical limit: the canonical lines that the ingest benchmark would make, loaded straight into chDB from one file, into the table
 * that Tallystick uses, with every core. No acknowledgement, no journal, no ledger, no process between: what the engine itself can do.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Session } from 'chdb'
import { CREATE_TABLE, ENVELOPE, TABLE } from '../packages/engine/src/store/clickhouse/schema.ts'
import { createGenerator } from './lib/generator.ts'

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } })
const EVENTS = Number(values.events)
const STEP = 10_000

const directory = mkdtempSync(join(tmpdir(), 'tally-limit-'))
try {
  const file = join(directory, 'events.ndjson')
  const generator = createGenerator()
  const descriptor = openSync(file, 'w')
  let bytes = 0
  for (let i = 0; i < EVENTS; i += STEP)
    bytes += writeSync(descriptor, generator.lines(Math.min(STEP, EVENTS - i)))
  closeSync(descriptor)

  const session = new Session(join(directory, 'chdb'))
  session.query(CREATE_TABLE)
  const columns = [...ENVELOPE, 'attributes'].map(name => `\`${name}\``).join(', ')
  const started = performance.now()
  session.query(
    `INSERT INTO ${TABLE} (${columns}) SELECT ${columns} FROM file('${file}', 'JSONEachRow', '${ENVELOPE.map(name => `\`${name}\` ${inputType(name)}`).join(', ')}, attributes String')
     SETTINGS date_time_input_format = 'best_effort', input_format_json_read_objects_as_strings = 1, type_json_skip_duplicated_paths = 1`,
  )
  const seconds = (performance.now() - started) / 1000
  const size = JSON.parse(
    session.query(
      `SELECT sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts WHERE active AND table = '${TABLE}'`,
      'JSONEachRow',
    ),
  ) as { bytes: string; rows: string }
  session.close()
  if (Number(size.rows) !== EVENTS) throw new Error(`${size.rows} rows of ${EVENTS}`)
  console.log(
    JSON.stringify({
      rowsPerSecond: Math.round(EVENTS / seconds),
      bytesPerRow: Number(size.bytes) / EVENTS,
      lineBytes: bytes / EVENTS,
    }),
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}

function inputType(name: (typeof ENVELOPE)[number]): string {
  if (name === 'id') return 'UUID'
  if (name === 'time' || name === 'received') return `DateTime64(9, \\'UTC\\')`
  return name === 'seq' || name === 'severity_number'
    ? 'UInt64'
    : name === 'line'
      ? 'Nullable(UInt64)'
      : 'String'
}
