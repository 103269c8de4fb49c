import { AsyncLocalStorage } from 'node:async_hooks'
import type { ContextText } from './context.ts'

/** Who, where and for whom. The keys named here are fields of an event's envelope, found by themselves; others are kept beside them. */
export type LogContext = {
  readonly user_id?: string | number | undefined
  readonly session_id?: string | number | undefined
  readonly request_id?: string | number | undefined
  readonly trace_id?: string | undefined
  readonly span_id?: string | undefined
  readonly ip_address?: string | undefined
  readonly user_agent?: string | undefined
  readonly entity_type?: string | undefined
  readonly entity_id?: string | number | undefined
  readonly [key: string]: unknown
}

/** The context of everything that happens inside one `withContext`. */
export type Ambient = {
  readonly values: LogContext
  /** Its JSON texts, made when it is first logged, and who made them. */
  text: ContextText | undefined
  by: object | undefined
  /** The context of the logger that was used last, and both together. */
  over: ContextText | undefined
  merged: ContextText | undefined
}

const NONE: LogContext = Object.freeze({})

/** One storage per process, however many copies of this package (ESM, CJS, bundles) are loaded. */
const KEY = Symbol.for('tallystick.context')
const holder = globalThis as { [KEY]?: AsyncLocalStorage<Ambient> }

function storage(): AsyncLocalStorage<Ambient> {
  holder[KEY] ??= new AsyncLocalStorage<Ambient>()
  return holder[KEY]
}

/**
 * Runs `work` so that everything logged in it, and in whatever it starts, carries `context` beside that of the surrounding `withContext`;
 * the inner one wins. The context is copied: later changes of the object are not seen. Throws only what `work` throws.
 */
export function withContext<T>(context: LogContext, work: () => T): T {
  let values: LogContext
  try {
    values = Object.freeze({ ...currentContext(), ...context })
  } catch {
    // A getter or proxy of the caller's: its work counts for more than its context.
    values = currentContext()
  }
  return storage().run({ values, text: undefined, by: undefined, over: undefined, merged: undefined }, work)
}

/** The context that a line logged here carries; frozen, empty outside of any `withContext`. */
export const currentContext = (): LogContext => holder[KEY]?.getStore()?.values ?? NONE

export const currentAmbient = (): Ambient | undefined => holder[KEY]?.getStore()
