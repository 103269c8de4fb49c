import { DEFAULT_LIMITS } from '../event/normalize.ts'
import { eventFromAccess, mayBeAccess } from './access.ts'
import { createCsvReader, isHeaderRow } from './csv.ts'
import { logfmtObject } from './logfmt.ts'
import { hasPriority } from './syslog.ts'
import { findStamp } from './time/finder.ts'
import { createStampReader } from './time/reader.ts'
import type { Format } from './types.ts'
import { unwrap, type Wrapper } from './wrapper.ts'

export type Detection = {
  readonly format: Format
  /** Share of the lines that are of this format; for text, that have a time. */
  readonly confidence: number
  readonly options: {
    /** Of CSV. */
    readonly delimiter?: string
    /** Lines are those of a container runtime; `format` is that of the application's lines inside. */
    readonly wrapper?: Wrapper
  }
}

/** A format is taken when this share of the lines fits; lines that do not are read as what they are. */
const MOST = 0.6
const NEARLY_ALL = 0.9
const MAX_PARSED = 256 * 1024

const share = (lines: readonly string[], test: (line: string) => boolean): number =>
  lines.length === 0 ? 0 : lines.filter(test).length / lines.length

/** The object a text is; undefined when it is none, or nested too deep to be an event: it stays text, so that no line is lost. */
export function parseObject(line: string): Record<string, never> | undefined {
  if (!/^\s*\{/.test(line)) return undefined
  try {
    const object = JSON.parse(line) as Record<string, never>
    return isNestedWithin(object, DEFAULT_LIMITS.depth) ? object : undefined
  } catch {
    return undefined
  }
}

function isNestedWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every(inner => isNestedWithin(inner, levels - 1))
}

function wrapperOf(lines: readonly string[]): Wrapper | undefined {
  return (['cri', 'docker'] as const).find(
    wrapper => share(lines, line => unwrap(wrapper, line) !== undefined) >= NEARLY_ALL,
  )
}

function csvDelimiter(lines: readonly string[]): { delimiter: string; confidence: number } | undefined {
  for (const delimiter of [',', '\t', ';', '|']) {
    const reader = createCsvReader(delimiter)
    const rows = lines.flatMap((line, index) => reader.push(line, index + 1) ?? [])
    const header = rows[0]?.cells
    if (header === undefined || !isHeaderRow(header)) continue
    const fits = rows.filter(({ cells }) => cells.length === header.length).length / rows.length
    if (fits >= 0.8) return { delimiter, confidence: fits }
  }
  return undefined
}

/** Whether the lines are one JSON text: an array, or objects that each take several lines. */
function isJsonText(lines: readonly string[], whole: number): boolean {
  const first = lines[0]!.trim()
  if (/^\[\s*(?:\{|$)/.test(first)) return first !== '[' || /^\s*[{\]]/.test(lines[1] ?? ']')
  return (
    whole < MOST &&
    /^\{\s*(?:$|"(?:[^"\\]|\\.)*"\s*:)/.test(first) &&
    (lines.length === 1 || first === '{' || /^\s*["}]/.test(lines[1]!))
  )
}

/** The format of a file by its first lines. Blank lines do not count. */
export function detectFormat(sample: readonly string[]): Detection {
  const lines = sample.filter(line => line.trim() !== '')
  if (lines.length === 0) return { format: 'text', confidence: 0, options: {} }
  const wrapper = wrapperOf(lines)
  if (wrapper !== undefined) {
    const inner = detectFormat(lines.map(line => unwrap(wrapper, line)?.text ?? ''))
    // An application's lines stand alone; tables and JSON texts over many lines do not come through a runtime.
    const format = inner.format === 'csv' || inner.format === 'json' ? 'text' : inner.format
    return { format, confidence: inner.confidence, options: { wrapper } }
  }
  const objects = share(lines, line => line.length <= MAX_PARSED && parseObject(line) !== undefined)
  if (isJsonText(lines, objects)) return { format: 'json', confidence: 1, options: {} }
  if (objects >= MOST) return { format: 'ndjson', confidence: objects, options: {} }
  if (lines.some(line => line.startsWith('#Fields: ')))
    return { format: 'csv', confidence: 1, options: { delimiter: ' ' } }
  const csv = csvDelimiter(lines)
  if (csv !== undefined)
    return { format: 'csv', confidence: csv.confidence, options: { delimiter: csv.delimiter } }
  const priorities = share(lines, hasPriority)
  if (priorities >= MOST) return { format: 'syslog', confidence: priorities, options: {} }
  // Dates need no reference here: only their place counts.
  const reader = createStampReader({ reference: Number.POSITIVE_INFINITY })
  const access = lines.some(mayBeAccess)
    ? share(lines, line => eventFromAccess(line, reader) !== undefined)
    : 0
  if (access >= MOST) return { format: 'access', confidence: access, options: {} }
  const logfmt = share(lines, line => logfmtObject(line) !== undefined)
  if (logfmt >= MOST) return { format: 'logfmt', confidence: logfmt, options: {} }
  return {
    format: 'text',
    confidence: share(lines, line => findStamp(reader, line) !== undefined),
    options: {},
  }
}
