import type { Level } from '@tallystick/core'
import type { Call, LogExtra } from './call.ts'
import type { CallSite } from './call-site.ts'
import { type ContextParts, type ContextText, contextText, NO_CONTEXT, withCallContext } from './context.ts'
import { membersOf } from './members.ts'
import { quote } from './quote.ts'
import type { Serialiser } from './serialise.ts'

/**
 * One log call, serialised and scrubbed once; every format puts its envelope around these texts. What ends in `Json` is JSON text,
 * empty when absent; what ends in `Members` is a run of members that each start with a comma.
 */
export type LogRecord = {
  /** Epoch milliseconds. */
  readonly time: number
  readonly level: Level
  /** Logger name. */
  readonly module: string
  readonly moduleJson: string
  readonly message: string
  readonly messageJson: string
  readonly category: string | undefined
  /** Event name. */
  readonly name: string | undefined
  readonly site: CallSite | undefined
  /** Context that the wire carries in the envelope by the same names. */
  readonly knownMembers: string
  /** The context's `ip_address`, which the envelope calls `ip`. */
  readonly ipJson: string
  /** The rest of the context. */
  readonly restMembers: string
  readonly metadataJson: string
  readonly performanceJson: string
  readonly errorJson: string
  /** The caller's own fields. */
  readonly fieldMembers: string
}

/** What a logger adds to all its calls, as texts. */
export type Bound = {
  readonly module: string
  readonly moduleJson: string
  readonly category: string | undefined
  readonly name: string | undefined
  readonly context: ContextText
  readonly metadataJson: string
  readonly performanceJson: string
  readonly errorJson: string
  /** The caller's own fields by name. */
  readonly fields: ReadonlyMap<string, string>
}

const NO_FIELDS: ReadonlyMap<string, string> = new Map()

export const rootBound = (module: string): Bound => ({
  module,
  moduleJson: quote(module),
  category: undefined,
  name: undefined,
  context: NO_CONTEXT,
  metadataJson: '',
  performanceJson: '',
  errorJson: '',
  fields: NO_FIELDS,
})

/** Where and when a call happens. */
export type Scene = {
  readonly time: number
  readonly level: Level
  readonly bound: Bound
  /** The ambient context with the logger's own laid over it. */
  readonly context: ContextText
  readonly site: CallSite | undefined
}

const MAX_CATEGORY = 128
const MAX_NAME = 256

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Builds the record of a call; total, whatever the call was handed. */
export function buildRecord(scene: Scene, call: Call, serialiser: Serialiser): LogRecord {
  const { bound } = scene
  let { category, name } = bound
  let context: ContextParts = scene.context
  let { metadataJson, performanceJson } = bound
  let fieldMembers = ''
  /** Bound fields that this call says otherwise. */
  let replaced: Set<string> | undefined

  const own = (key: string, value: unknown): void => {
    const known = serialiser.key(key)
    const json = serialiser.member(known, value)
    if (json === undefined) return
    if (bound.fields.has(key)) {
      replaced ??= new Set()
      replaced.add(key)
    }
    fieldMembers += `,${known.json}${json}`
  }

  const message = serialiser.text(call.message)
  let errorJson = present(call.error, serialiser)
  if (call.extra !== undefined) {
    const { keys, from, more } = membersOf(call.extra, serialiser.limits.members)
    for (const key of keys) {
      const value = serialiser.read(from, key)
      switch (key) {
        case 'category':
          if (isText(value)) category = serialiser.text(value, MAX_CATEGORY)
          else own(key, value)
          break
        case 'name':
          if (isText(value)) name = serialiser.text(value, MAX_NAME)
          else own(key, value)
          break
        case 'context':
          if (value !== undefined && value !== null)
            context = withCallContext(scene.context, value, serialiser)
          break
        case 'metadata':
          metadataJson = present(value, serialiser)
          break
        case 'performance_data':
          performanceJson = present(value, serialiser)
          break
        case 'error':
        case 'err':
          if (errorJson === '') errorJson = present(value, serialiser)
          else own(`${key}_`, value)
          break
        default:
          own(key, value)
      }
    }
    if (more > 0) own('…', `[${more} more]`)
  }
  if (call.args !== undefined) own('args', call.args)
  if (errorJson === '') errorJson = bound.errorJson
  if (bound.fields.size > 0)
    for (const [key, json] of bound.fields)
      if (replaced?.has(key) !== true) fieldMembers = json + fieldMembers

  return {
    time: scene.time,
    level: scene.level,
    module: bound.module,
    moduleJson: bound.moduleJson,
    message,
    messageJson: quote(message),
    category,
    name,
    site: scene.site,
    knownMembers: context.known,
    ipJson: context.ip,
    restMembers: context.rest,
    metadataJson,
    performanceJson,
    errorJson,
    fieldMembers,
  }
}

const present = (value: unknown, serialiser: Serialiser): string =>
  value === undefined || value === null ? '' : (serialiser.value(value) ?? '')

/** `bound` with what a child logger is given: whatever a call can say. */
export function bindMore(bound: Bound, extra: LogExtra, serialiser: Serialiser): Bound {
  let { category, name, context, metadataJson, performanceJson, errorJson } = bound
  const fields = new Map(bound.fields)
  const { keys, from } = membersOf(extra, serialiser.limits.members)
  for (const key of keys) {
    const value = serialiser.read(from, key)
    if (key === 'context') {
      if (value !== undefined && value !== null) context = contextText(context, value, serialiser)
    } else if (key === 'category' && isText(value)) category = serialiser.text(value, MAX_CATEGORY)
    else if (key === 'name' && isText(value)) name = serialiser.text(value, MAX_NAME)
    else if (key === 'metadata') metadataJson = present(value, serialiser)
    else if (key === 'performance_data') performanceJson = present(value, serialiser)
    else if (key === 'error' || key === 'err') errorJson = present(value, serialiser)
    else {
      const known = serialiser.key(key)
      const json = serialiser.member(known, value)
      if (json !== undefined) fields.set(key, `,${known.json}${json}`)
    }
  }
  return { ...bound, category, name, context, metadataJson, performanceJson, errorJson, fields }
}
