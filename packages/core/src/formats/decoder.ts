import { type Detection, detectFormat } from './detect.ts'
import { createTrace } from './join.ts'
import { csvPipeline } from './pipeline/csv.ts'
import { jsonPipeline } from './pipeline/json.ts'
import { linePipeline } from './pipeline/lines.ts'
import type { Pipeline } from './pipeline/types.ts'
import { wrappedPipeline } from './pipeline/wrapped.ts'
import { createTextLines, type TextLines } from './text/text.ts'
import { createStampReader, type StampReader } from './time/reader.ts'
import type { DecodedEvent, DecodeOptions } from './types.ts'
import { unwrap } from './wrapper.ts'

export type LineDecoder = {
  /**
   * Takes a line without its line feed and gives the events that are complete; an event may be given out some lines
   * later, when no further line can belong to it. `ended: false` says that the line goes on in the next call.
   */
  push(line: string, ended?: boolean): DecodedEvent[]
  /** Gives out what is held, at the end of the input. */
  flush(): DecodedEvent[]
  /** What the first lines were found to be; undefined until enough were seen. */
  readonly detection: Detection | undefined
  /** What is wrong with the input as a whole (it is cut off, a quote is never closed), for people. To be asked after `flush`. */
  readonly problem: string | undefined
}

/** The lines a file's format is judged by. */
export const SAMPLE_LINES = 500
export const SAMPLE_CHARACTERS = 512 * 1024

export function createLineDecoder(options: DecodeOptions): LineDecoder {
  const reader = createStampReader(options)
  const text = createTextLines(reader)
  let sample: { line: string; ended: boolean }[] | undefined = []
  let sampleSize = 0
  let detection: Detection | undefined
  let pipeline: Pipeline | undefined

  function start(): DecodedEvent[] {
    const buffered = sample!
    sample = undefined
    const lines = buffered.map(({ line }) => line)
    const found = detectFormat(lines)
    const format = options.format === undefined || options.format === 'auto' ? found.format : options.format
    detection = format === found.format ? found : { format, confidence: 1, options: found.options }
    pipeline = createPipeline(detection, lines, reader, text, options)
    return buffered.flatMap(({ line, ended }) => pipeline!.push(line, ended))
  }

  return {
    get detection() {
      return detection
    },
    get problem() {
      return pipeline?.problem
    },
    push(line, ended = true) {
      if (pipeline !== undefined) return pipeline.push(line, ended)
      sample!.push({ line, ended })
      sampleSize += line.length
      return sample!.length >= SAMPLE_LINES || sampleSize >= SAMPLE_CHARACTERS ? start() : []
    },
    flush() {
      const events = pipeline === undefined ? start() : []
      return [...events, ...pipeline!.flush()]
    },
  }
}

function createPipeline(
  detection: Detection,
  sample: readonly string[],
  reader: StampReader,
  text: TextLines,
  options: DecodeOptions,
): Pipeline {
  if (detection.format === 'json') return jsonPipeline(reader, options)
  const { wrapper } = detection.options
  const inner = wrapper === undefined ? sample : sample.map(line => unwrap(wrapper, line)?.text ?? line)
  const heads = headLines(inner)
  if (detection.format === 'csv') return csvPipeline(detection.options.delimiter ?? ',', reader, options)
  const lines = linePipeline(detection, heads, reader, text, options)
  if (wrapper === undefined) {
    let number = 0
    return { push: line => lines.push(line, ++number, undefined), flush: lines.flush }
  }
  return wrappedPipeline(lines, line => unwrap(wrapper, line))
}

/** The lines of a sample that begin something: not blank, not indented, no part of a stack trace. */
export function headLines(lines: readonly string[]): string[] {
  const trace = createTrace()
  return lines.filter(line => line.trim() !== '' && !trace.continues(line))
}
