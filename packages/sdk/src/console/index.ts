import { format, inspect } from 'node:util'
import { defaultTallystick, type Logger, type Tallystick } from '../index.ts'

export type ConsoleOptions = {
  /** Default: the instance that `configure` made. */
  readonly tallystick?: Tallystick
  /** Name of the logger. Default `console`. */
  readonly module?: string
  /** Lines of noisy libraries that are dropped: those that begin with a text, or match an expression. */
  readonly quiet?: readonly (string | RegExp)[]
  /** Whether what is captured is printed as well, as before. Default false: the logger's console destination prints it. */
  readonly print?: boolean
}

/** Others (`table`, `group`, `assert`, `count`, `timeLog`) print through these. */
const METHODS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  dir: 'INFO',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
} as const satisfies Record<string, Parameters<Logger['isLevelEnabled']>[0]>

type Print = (...values: unknown[]) => void

/** Turns what is written with `console` into log records. Returns a function that gives the console back. */
export function captureConsole(options: ConsoleOptions = {}): () => void {
  const { tallystick = defaultTallystick(), quiet = [], print = false } = options
  const logger = tallystick.getLogger(options.module ?? 'console')
  /** A destination of the logger that itself writes to the console must not be captured again. */
  let inside = false
  let released = false

  const isQuiet = (message: string): boolean =>
    // `search` minds neither a `g` nor where the last search ended.
    quiet.some(pattern =>
      typeof pattern === 'string' ? message.startsWith(pattern) : message.search(pattern) !== -1,
    )

  const restore = (Object.keys(METHODS) as (keyof typeof METHODS)[]).map(name => {
    const original = console[name] as Print
    const level = METHODS[name]
    const capture: Print = (...values) => {
      if (inside || released) return original.apply(console, values)
      if (!print && !logger.isLevelEnabled(level)) return
      inside = true
      try {
        const error = values.find(isError)
        const message = name === 'dir' ? shown(values[0], values[1]) : textOf(values, error)
        if (isQuiet(message)) return
        logger.log(level, message, {
          ...(error === undefined ? {} : { error }),
          ...(name === 'trace' ? { stack: stackOf(capture) } : {}),
        })
        if (print) original.apply(console, values)
      } finally {
        inside = false
      }
    }
    console[name] = capture
    return () => {
      // Whoever captured the console after us keeps it; what comes through him is printed.
      if (console[name] === capture) console[name] = original
    }
  })
  return () => {
    released = true
    for (const give of restore) give()
  }
}

/** A revoked proxy cannot even be asked. */
function isError(value: unknown): boolean {
  try {
    return value instanceof Error
  } catch {
    return false
  }
}

/** As the console would print it, without the error that the record has with its stack. What cannot be shown (a getter that throws) does not make the caller fail. */
function textOf(values: readonly unknown[], error: unknown): string {
  try {
    if (error === undefined) return format(...values)
    if (values.length === 1) return String((error as Error).message)
    const [first] = values
    const template = typeof first === 'string' && first.includes('%')
    return format(
      ...(template
        ? values.map(value => (value === error ? String(value) : value))
        : values.filter(value => value !== error)),
    )
  } catch {
    return values.map(value => (typeof value === 'string' ? value : `[${typeof value}]`)).join(' ')
  }
}

function shown(value: unknown, options: unknown): string {
  try {
    return inspect(value, { customInspect: false, ...(options as object | undefined) })
  } catch {
    return `[${typeof value}]`
  }
}

/** Where the console was called. */
function stackOf(below: Print): string {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, below)
  return String(holder.stack)
}
