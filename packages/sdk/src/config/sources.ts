import { suggest } from '@tallystick/core'
import { type Document, isMap, isScalar, LineCounter, parseDocument, type Node as YamlNode } from 'yaml'
import { CONFIG_ENV, camel, ENV_PREFIX } from './names.ts'
import { type Problem, problem } from './problem.ts'
import { type Group, isGroup, type Node, ROOT, SETTINGS, type Setting } from './setting.ts'

/** A value that a source gives to a setting, before it is read. */
export type Entry = {
  readonly setting: Setting
  readonly raw: unknown
  /** Where it was written: `TALLYSTICK_LOG_LEVEL`, `logging.yaml:3`, `code`. */
  readonly from: string
}

/** What a source holds: entries, and what is wrong with its names or its form. */
export type Source = { readonly entries: readonly Entry[]; readonly problems: readonly Problem[] }

export type Environment = Readonly<Record<string, string | undefined>>

/** Settings of the environment. Under our own prefix a name that is none is a mistake; an empty value is none. */
export function fromEnvironment(env: Environment): Source {
  const entries: Entry[] = []
  for (const setting of SETTINGS) {
    const raw = env[setting.env]
    if (raw !== undefined && raw !== '') entries.push({ setting, raw, from: setting.env })
  }
  const known = new Set([CONFIG_ENV, ...SETTINGS.map(setting => setting.env)])
  const problems = Object.keys(env)
    .filter(name => name.startsWith(ENV_PREFIX) && !known.has(name))
    .map(name => unknown(name, 'the environment', known))
  return { entries, problems }
}

/** Settings given in code, in camelCase. Values of undefined are none. */
export function fromCode(input: unknown): Source {
  const entries: Entry[] = []
  const problems: Problem[] = []
  const walk = (value: unknown, group: Group, path: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push(
        problem({ setting: path || 'configuration', from: 'code', found: value, allowed: 'an object' }),
      )
      return
    }
    const names = new Map([...group].map(([name, node]) => [camel(name), node]))
    for (const [name, child] of Object.entries(value)) {
      if (child === undefined) continue
      const node = names.get(name)
      const where = path === '' ? name : `${path}.${name}`
      if (node === undefined) problems.push(unknown(where, 'code', prefixed(path, names.keys())))
      else if (isGroup(node)) walk(child, node, where)
      else entries.push({ setting: node, raw: child, from: 'code' })
    }
  }
  if (input !== undefined) walk(input, ROOT, '')
  return { entries, problems }
}

/** Settings of a YAML 1.2 file. `name` is what messages call it. */
export function fromYaml(text: string, name: string): Source {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number | undefined): string => `${name}:${lines.linePos(offset ?? 0).line}`
  const entries: Entry[] = []
  const problems: Problem[] = document.errors.map(error => ({
    setting: 'configuration file',
    from: at(error.pos[0]),
    message: `${at(error.pos[0])}: ${error.message.replace(/\.$/, '')}.`,
  }))
  const walk = (node: YamlNode | null, group: Group, path: string): void => {
    if (!isMap(node)) {
      if (node !== null && !(isScalar(node) && node.value === null)) {
        const from = at(node.range?.[0])
        problems.push(
          problem({
            setting: path || 'configuration',
            from,
            found: plain(node, document),
            allowed: 'a map of settings',
          }),
        )
      }
      return
    }
    for (const pair of node.items) {
      const key = pair.key as YamlNode | null
      const word = isScalar(key) ? String(key.value) : ''
      const from = at(key?.range?.[0])
      const where = path === '' ? word : `${path}.${word}`
      const found: Node | undefined = group.get(word)
      const value = pair.value as YamlNode | null
      if (found === undefined) problems.push(unknown(where, from, prefixed(path, group.keys())))
      else if (isGroup(found)) walk(value, found, where)
      else if (value !== null && !(isScalar(value) && value.value === null)) {
        const raw = plain(value, document)
        if (raw === undefined)
          problems.push({
            setting: where,
            from,
            message: `${from}: ${where} holds an alias that leads nowhere.`,
          })
        else entries.push({ setting: found, raw, from })
      }
    }
  }
  if (problems.length === 0) walk(document.contents, ROOT, '')
  return { entries, problems }
}

/** A node as plain data; undefined when its aliases cannot be followed, or unfold beyond all bounds. */
function plain(node: YamlNode, document: Document): unknown {
  try {
    return node.toJS(document)
  } catch {
    return undefined
  }
}

function* prefixed(path: string, names: Iterable<string>): Generator<string> {
  for (const name of names) yield path === '' ? name : `${path}.${name}`
}

function unknown(setting: string, from: string, known: Iterable<string>): Problem {
  const meant = suggest(setting, known)
  const hint =
    meant === undefined ? 'See docs/reference/configuration.md for all of them.' : `Did you mean ${meant}?`
  return {
    setting,
    from,
    message: `${from}: ${setting} is no setting. ${hint}`,
    ...(meant !== undefined && { suggestion: meant }),
  }
}
