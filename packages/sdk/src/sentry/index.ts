import type * as SentryNode from '@sentry/node'

export type SentryOptions = {
  readonly dsn: string
  readonly environment?: string
  readonly release?: string
  readonly service?: string
  /** Scrubs a whole event before it is sent, giving plain JSON. */
  readonly scrub: (event: object) => object
}

/** What goes to Sentry with an exception. */
export type Capture = {
  readonly level: 'error' | 'fatal'
  readonly module: string
  readonly message: string
  readonly tags: Readonly<Record<string, string>>
}

/** Exceptions on their way to Sentry. Neither call throws or rejects. */
export type SentrySink = {
  readonly capture: (error: unknown, about: Capture) => void
  readonly flush: (milliseconds: number) => Promise<boolean>
}

/**
 * Sends exceptions to Sentry as well, through the application's own `@sentry/node` (an optional peer). A client that the application has
 * initialised is used as it is; otherwise one is made without tracing or instrumentation. Rejects when the package is not installed.
 */
export async function connectSentry(options: SentryOptions): Promise<SentrySink> {
  const sentry = await load()
  if (!sentry.isInitialized())
    sentry.init({
      dsn: options.dsn,
      ...(options.environment === undefined ? {} : { environment: options.environment }),
      ...(options.release === undefined ? {} : { release: options.release }),
      // Exceptions that we hand over, with their causes, and nothing else: no tracing, no patched modules, no handlers of the process.
      defaultIntegrations: false,
      integrations: [sentry.linkedErrorsIntegration(), sentry.functionToStringIntegration()],
      skipOpenTelemetrySetup: true,
      sendClientReports: false,
    })
  // As an event processor, so that it scrubs what an application's own client sends of ours, too.
  return {
    capture: (error, { level, module, message, tags }) => {
      sentry.withScope(scope => {
        scope.setLevel(level)
        scope.setTags({
          ...tags,
          logger: module,
          ...(options.service === undefined ? {} : { service: options.service }),
        })
        scope.setExtra('message', message)
        scope.addEventProcessor(event => {
          // Scopes and spans for Sentry's own use, never sent.
          const { sdkProcessingMetadata, ...rest } = event
          const clean = options.scrub(rest) as typeof event
          return sdkProcessingMetadata === undefined ? clean : { ...clean, sdkProcessingMetadata }
        })
        sentry.captureException(error)
      })
    },
    flush: async milliseconds => {
      try {
        return await sentry.flush(milliseconds)
      } catch {
        return false
      }
    },
  }
}

async function load(): Promise<typeof SentryNode> {
  try {
    return await import('@sentry/node')
  } catch (cause) {
    const missing = /MODULE_NOT_FOUND/.test(String((cause as NodeJS.ErrnoException).code))
    throw new Error(
      missing
        ? 'sentry_dsn is set, but the package @sentry/node is not installed: npm install @sentry/node'
        : 'sentry_dsn is set, but the package @sentry/node cannot be loaded',
      { cause },
    )
  }
}
