import { parseObject } from '../detect.ts'
import { eventFromObject } from '../json/map.ts'
import { isObject } from '../json/object.ts'
import { createJsonSplitter, type JsonPiece } from '../json/split.ts'
import type { StampReader } from '../time/reader.ts'
import type { DecodedEvent, DecodeOptions } from '../types.ts'
import { createTimes } from './times.ts'
import type { Pipeline } from './types.ts'

/** JSON over many lines: an array of records, or records one after another. */
export function jsonPipeline(reader: StampReader, options: DecodeOptions): Pipeline {
  const splitter = createJsonSplitter()
  const times = createTimes(options)
  const events = (pieces: readonly JsonPiece[]): DecodedEvent[] =>
    times.give(
      pieces.flatMap(({ text, line, lines }) => {
        const object = parseObject(text)
        const elements = object === undefined ? [] : (onlyArray(object) ?? [object])
        return elements.length === 0
          ? [{ event: { message: text }, line, lines }]
          : elements.map((element, index) => ({
              event: eventFromObject(element, reader),
              line,
              lines: index === 0 ? lines : 0,
            }))
      }),
    )
  return {
    push: (line, ended) => events(splitter.push(ended ? `${line}\n` : line)),
    flush: () => [...events(splitter.flush()), ...times.flush()],
    get problem() {
      return splitter.cutOff ? 'its JSON is cut off' : undefined
    },
  }
}

/** {"Records":[{…},…]}, as cloud services wrap their exports: the records are the events. */
function onlyArray(object: Record<string, unknown>): Record<string, never>[] | undefined {
  const values = Object.values(object)
  const list = values.length === 1 ? values[0] : undefined
  return Array.isArray(list) && list.length > 0 && list.every(isObject)
    ? (list as Record<string, never>[])
    : undefined
}
