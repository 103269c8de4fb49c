import { type FieldValue, flattenAttributes, type TallyEvent, textOf } from '@tallystick/core'
import { ATTRIBUTES_FLAT } from './schema.ts'
import { treePath } from './tree-path.ts'

const CLOSING_BRACE = 0x7d
/** From here on an integer is beyond the engine's, and is written as a double. */
const BEYOND_INTEGERS = 2 ** 63

/**
 * A journal line with a flat rendering of its attributes beside the true one: a scalar for each path, arrays as their canonical text,
 * just what filters see. Undefined for a tombstone.
 */
export function flattenLine(line: Buffer): Buffer | undefined {
  const event = JSON.parse(line.toString('utf8')) as TallyEvent | { readonly erased: unknown }
  if ('erased' in event) return undefined
  if (event.attributes === undefined) return line
  const members = [...flattenAttributes(event.attributes)].map(
    ([path, value]) => `${JSON.stringify(treePath(path))}:${treeValue(value)}`,
  )
  const body = line.subarray(0, line.lastIndexOf(CLOSING_BRACE))
  return Buffer.concat([body, Buffer.from(`,"${ATTRIBUTES_FLAT}":{${members.join(',')}}}\n`)])
}

/** A value of the tree as JSON. */
function treeValue(value: FieldValue): string {
  if (typeof value === 'number' && Math.abs(value) >= BEYOND_INTEGERS) return value.toExponential()
  return JSON.stringify(typeof value === 'object' ? textOf(value) : value)
}
