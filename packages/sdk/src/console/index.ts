import { format } from 'node:util'
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

const METHODS = {
  trace: 'trace',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  error: 'error',
} as const satisfies Record<string, keyof Logger>

/** Turns what is written with `console` into log records. Returns a function that gives the console back. */
export function captureConsole(options: ConsoleOptions = {}): () => void {
  const { tallystick = defaultTallystick(), quiet = [], print = false } = options
  const logger = tallystick.getLogger(options.module ?? 'console')
  const original = Object.fromEntries(
    Object.keys(METHODS).map(name => [name, console[name as keyof typeof METHODS]]),
  ) as { [name in keyof typeof METHODS]: (...values: unknown[]) => void }
  /** A destination of the logger that itself writes to the console must not be captured again. */
  let inside = false

  for (const [name, level] of Object.entries(METHODS) as [keyof typeof METHODS, keyof Logger][]) {
    console[name] = (...values: unknown[]) => {
      if (inside) return original[name].apply(console, values)
      inside = true
      try {
        const error = values.find(value => value instanceof Error)
        const message = textOf(values)
        if (
          quiet.some(pattern =>
            typeof pattern === 'string' ? message.startsWith(pattern) : pattern.test(message),
          )
        )
          return
        ;(logger[level] as (message: string, extra?: object) => void).call(
          logger,
          message,
          error === undefined ? undefined : { error },
        )
        if (print) original[name].apply(console, values)
      } finally {
        inside = false
      }
    }
  }
  return () => {
    Object.assign(console, original)
  }
}

/** As the console would print it; a value that cannot be shown (a getter that throws) does not make the caller fail. */
function textOf(values: readonly unknown[]): string {
  try {
    return format(...values)
  } catch {
    return values.map(value => (typeof value === 'string' ? value : `[${typeof value}]`)).join(' ')
  }
}
