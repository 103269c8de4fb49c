import { envName } from './names.ts'
import { type KindName, SCHEMA } from './schema.ts'

/** One setting as the readers of sources need it. */
export type Setting = {
  /** snake_case, from the root. */
  readonly path: readonly string[]
  readonly env: string
  readonly kind: KindName
  readonly description: string
  readonly default: unknown
  readonly secret: boolean
  readonly choices: readonly string[] | undefined
  readonly minimum: number | undefined
  readonly maximum: number | undefined
  /** JSON Schema that a value must satisfy once it is read. */
  readonly pattern: RegExp | undefined
}

/** A group of settings, or one setting. */
export type Node = Setting | Group
export type Group = ReadonlyMap<string, Node>

export function isGroup(node: Node): node is Group {
  return node instanceof Map
}

type SchemaNode = {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly kind?: KindName
  readonly description?: string
  readonly default?: unknown
  readonly env?: string
  readonly secret?: true
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
}

function nodeOf(schema: SchemaNode, path: readonly string[]): Node {
  if (schema.properties !== undefined) {
    return new Map(
      Object.entries(schema.properties).map(([name, child]) => [name, nodeOf(child, [...path, name])]),
    )
  }
  return {
    path,
    env: schema.env ?? envName(path),
    kind: schema.kind as KindName,
    description: schema.description ?? '',
    default: schema.default,
    secret: schema.secret === true,
    choices: schema.enum,
    minimum: schema.minimum,
    maximum: schema.maximum,
    pattern: schema.pattern === undefined ? undefined : new RegExp(schema.pattern),
  }
}

/** The schema as a tree of settings. */
export const ROOT = nodeOf(SCHEMA as SchemaNode, []) as Group

function* leaves(group: Group): Generator<Setting> {
  for (const node of group.values()) {
    if (isGroup(node)) yield* leaves(node)
    else yield node
  }
}

/** All settings in the order of the schema. */
export const SETTINGS: readonly Setting[] = [...leaves(ROOT)]
