import type { TreeType, TypesOf } from '../catalog.ts'
import { ATTRIBUTES_TREE } from '../schema.ts'
import { treePath } from '../tree-path.ts'
import type { Bindings, Sql } from './bindings.ts'
import { anyOf, numberOfText, numberWritten, type Operand, textOfDouble } from './operand.ts'

/** Paths that the engine reads as one subcolumn when named by an identifier; others go through a function, which is slower. */
const PLAIN_PATH = /^[\w$@/-]+(?:\.[\w$@/-]+)*$/
const MAX_INT64 = 2n ** 63n - 1n
const MAX_UINT64 = 2n ** 64n - 1n

/** A path of attributes: one subcolumn for each type that its values may have. */
export function attributeOperand(path: string, typesOf: TypesOf, bindings: Bindings): Operand {
  const name = treePath(path)
  const types = typesOf(name)
  const value = (type: TreeType): Sql => {
    const typed = `${name}.:\`${type}\``
    return PLAIN_PATH.test(path)
      ? bindings.identifier(`${ATTRIBUTES_TREE}.${typed}`)
      : `getSubcolumn(${ATTRIBUTES_TREE}, ${bindings.text(typed)})`
  }
  const text = coalesce(
    types.map(type => TEXT[type](value(type))),
    'String',
  )
  return {
    text: () => text,
    number: () =>
      coalesce(
        types.flatMap(type => NUMBER[type]?.(value(type)) ?? []),
        'Float64',
      ),
    present: () => anyOf(types.map(type => `isNotNull(${value(type)})`)),
    equals: wanted =>
      anyOf(
        types.flatMap(type => {
          const literal = literalOf(type, wanted, bindings)
          return literal === undefined ? [] : `${value(type)} = ${literal}`
        }),
      ),
    compareText: (op, wanted) => `${text} ${op} ${bindings.text(wanted)}`,
    compareNumber: (op, wanted) =>
      anyOf(
        types.flatMap(type => {
          const number = NUMBER[type]?.(value(type))
          return number === undefined ? [] : `${number} ${op} ${bindings.double(wanted)}`
        }),
      ),
    matches: condition => anyOf(types.map(type => condition(TEXT[type](value(type))))),
  }
}

const TEXT: Readonly<Record<TreeType, (value: Sql) => Sql>> = {
  Int64: value => `toString(${value})`,
  UInt64: value => `toString(${value})`,
  Float64: textOfDouble,
  Bool: value => `toString(${value})`,
  String: value => value,
}

/** Integers become the double that their digits stand for. */
const NUMBER: Readonly<Partial<Record<TreeType, (value: Sql) => Sql>>> = {
  Int64: value => `toFloat64(${value})`,
  UInt64: value => `toFloat64(${value})`,
  Float64: value => value,
  String: numberOfText,
}

/** What a value of this type is, whose text form is this; undefined when there is none. */
function literalOf(type: TreeType, text: string, bindings: Bindings): Sql | undefined {
  switch (type) {
    case 'String':
      return bindings.text(text)
    case 'Bool':
      return text === 'true' || text === 'false' ? text : undefined
    case 'Float64': {
      const number = numberWritten(text)
      return number === undefined ? undefined : bindings.double(number)
    }
    default: {
      if (numberWritten(text) === undefined || !/^-?\d+$/.test(text)) return undefined
      const integer = BigInt(text)
      if (type === 'Int64')
        return integer <= MAX_INT64 && integer >= -MAX_INT64 ? bindings.integer(integer) : undefined
      return integer >= 0n && integer <= MAX_UINT64 ? bindings.unsigned(integer) : undefined
    }
  }
}

function coalesce(values: readonly Sql[], type: 'String' | 'Float64'): Sql {
  const [only, ...others] = values
  if (only === undefined) return `CAST(NULL, 'Nullable(${type})')`
  return others.length === 0 ? only : `coalesce(${values.join(', ')})`
}
