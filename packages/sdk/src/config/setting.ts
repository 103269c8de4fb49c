import { envName } from './names.ts'
import { type Declarations, type Declared, type KindName, SCHEMA } from './schema.ts'

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
  /** That a text must match once it is read. */
  readonly pattern: RegExp | undefined
}

/** A group of settings, or one setting. */
export type Node = Setting | Group
export type Group = ReadonlyMap<string, Node>

export function isGroup(node: Node): node is Group {
  return node instanceof Map
}

const isDeclared = (node: Declared<unknown> | Declarations): node is Declared<unknown> =>
  typeof node.kind === 'string'

function nodeOf(node: Declared<unknown> | Declarations, path: readonly string[]): Node {
  if (!isDeclared(node))
    return new Map(Object.entries(node).map(([name, child]) => [name, nodeOf(child, [...path, name])]))
  const { kind, description, secret = false, choices, minimum, maximum, pattern, env = envName(path) } = node
  return {
    path,
    env,
    kind,
    description,
    default: node.default,
    secret,
    choices,
    minimum,
    maximum,
    pattern,
  }
}

/** The schema as a tree of settings. */
export const ROOT = nodeOf(SCHEMA, []) as Group

function* leaves(group: Group): Generator<Setting> {
  for (const node of group.values()) {
    if (isGroup(node)) yield* leaves(node)
    else yield node
  }
}

/** All settings in the order of the schema. */
export const SETTINGS: readonly Setting[] = [...leaves(ROOT)]
