import { TallyError } from '@tallystick/core'
import { type OidcOptions, type OidcSettings, oidcSettings } from '../signin/oidc-options.ts'
import { isLoopback } from './host.ts'

/** Bounds on what one client can ask of the server. */
export type Limits = {
  /** Bytes of an ingest body as sent, before decompression. */
  readonly bodyBytes: number
  /** Bytes of an ingest body after decompression. */
  readonly decodedBytes: number
  /** Events in one ingest request. */
  readonly batchEvents: number
  /** Bytes of all ingest bodies in memory at once, sent and decompressed; beyond it requests answer 503. */
  readonly inFlightBytes: number
  /** Live tails open at once. */
  readonly tails: number
  /** Bytes waiting in the socket of one tail before it counts as slow. */
  readonly tailSocketBytes: number
  /** Matching events waiting in memory for one slow tail; what is beyond is counted and told as missed. */
  readonly tailEvents: number
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 16 * 1024 * 1024,
  decodedBytes: 64 * 1024 * 1024,
  batchEvents: 50_000,
  inFlightBytes: 128 * 1024 * 1024,
  tails: 1_000,
  tailSocketBytes: 256 * 1024,
  tailEvents: 10_000,
}

/** The proxy to an OpenAI-compatible service (docs/proxy.md). */
export type ProxyOptions = {
  /** Base URL of the service. Default https://api.openai.com/v1. */
  readonly upstream?: string
  /** Sent to the service for clients that send none of their own. */
  readonly upstreamKey?: string | undefined
  /** Serve without a key of this server, for the tenant `default`. By default on a loopback address only. */
  readonly open?: boolean
  /** What happens for whom; the first that fits. See proxy/rules.ts. */
  readonly rules?: readonly unknown[]
  /** Milliseconds until an answer of the service must begin. Default 600,000. */
  readonly timeoutMs?: number
  /** Milliseconds it may be silent in the middle of an answer. Default 300,000. */
  readonly idleMs?: number
}

export const DEFAULT_UPSTREAM = 'https://api.openai.com/v1'

export type LogFormat = 'text' | 'json' | 'off'
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type ServerOptions = {
  /** Address to listen on. Loopback unless told. */
  readonly host?: string
  /** 0 takes any free port. */
  readonly port?: number
  /**
   * Names a Host header may carry, without port, besides those that no stranger can point at this machine (see security.ts): a page
   * in somebody's browser cannot then reach the server by DNS rebinding. `*` takes every name.
   */
  readonly allowedHosts?: readonly string[]
  /** Self-log; never holds bodies, query texts or keys. Default `text`. */
  readonly log?: LogFormat
  /** Takes each line of the self-log. Default stderr. */
  readonly logTo?: { write(line: string): unknown }
  readonly logLevel?: LogLevel
  /**
   * Serve /metrics without a key. It holds counts, no names of tenants, but says how busy the instance is: by default it is open on a loopback
   * address only, and elsewhere needs a key with scope read.
   */
  readonly publicMetrics?: boolean
  /** Serve checkpoints and tiles without a key (they hold hashes and counts, no events). Default false. */
  readonly publicLedger?: boolean
  readonly limits?: Partial<Limits>
  /** Keep the breakdowns of scans encrypted, under keys of their tenants. Default: when the engine was given an encryption key. */
  readonly encryptReasons?: boolean
  readonly proxy?: ProxyOptions
  /** Folder of the built console. Without one `/` says in words what runs here. */
  readonly console?: string
  /** Record in the stream `audit` who read what, before the answer leaves. Default true. */
  readonly auditReads?: boolean
  /**
   * `scheme://host[:port]` under which browsers reach this server, where it is not the address it listens on. Its host is one of
   * `allowedHosts`; with https the cookies of sessions are `Secure`.
   */
  readonly publicUrl?: string | undefined
  /** Let people sign in through an identity provider. */
  readonly oidc?: OidcOptions | undefined
  /** Milliseconds between heartbeats of a tail. Default 15,000. */
  readonly heartbeatMs?: number
  /** Milliseconds that requests in flight get to finish at shutdown. Default 10,000. */
  readonly shutdownMs?: number
  /** Epoch milliseconds: what relative times count from. Default the system clock. */
  readonly now?: () => number
}

export type Settings = Required<
  Omit<ServerOptions, 'limits' | 'encryptReasons' | 'proxy' | 'console' | 'publicUrl' | 'oidc'>
> & {
  readonly limits: Limits
  readonly proxy: Required<ProxyOptions>
  readonly console: string | undefined
  readonly publicUrl: string | undefined
  readonly oidc: OidcSettings | undefined
}

const DEFAULT_HOST = '127.0.0.1'

/** Where `tally serve` listens unless told: T-A-L-L on a telephone's keys. */
export const DEFAULT_PORT = 8255

/** Options with every default filled in, frozen. */
export function settingsOf(options: ServerOptions): Settings {
  const publicUrl = publicUrlOf(options.publicUrl)
  return Object.freeze({
    host: options.host ?? DEFAULT_HOST,
    port: options.port ?? DEFAULT_PORT,
    allowedHosts: [
      ...(options.allowedHosts ?? []),
      ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
    ],
    log: options.log ?? 'text',
    logTo: options.logTo ?? process.stderr,
    logLevel: options.logLevel ?? 'info',
    publicMetrics: options.publicMetrics ?? isLoopback(options.host ?? DEFAULT_HOST),
    publicLedger: options.publicLedger ?? false,
    limits: Object.freeze({ ...DEFAULT_LIMITS, ...options.limits }),
    proxy: proxyOf(options),
    console: options.console,
    auditReads: options.auditReads ?? true,
    publicUrl,
    oidc: options.oidc === undefined ? undefined : oidcSettings(options.oidc),
    heartbeatMs: options.heartbeatMs ?? 15_000,
    shutdownMs: options.shutdownMs ?? 10_000,
    now: options.now ?? Date.now,
  })
}

/** Throws TALLY_CONFIG_INVALID for an upstream that is no address. */
function proxyOf({ proxy = {}, host = DEFAULT_HOST }: ServerOptions): Required<ProxyOptions> {
  const { upstream = DEFAULT_UPSTREAM } = proxy
  if (!URL.canParse(upstream) || !/^https?:$/.test(new URL(upstream).protocol))
    throw new TallyError('TALLY_CONFIG_INVALID', 'the upstream of the proxy is no http or https URL')
  return Object.freeze({
    upstream,
    upstreamKey: proxy.upstreamKey,
    open: proxy.open ?? isLoopback(host),
    rules: proxy.rules ?? [],
    timeoutMs: proxy.timeoutMs ?? 600_000,
    idleMs: proxy.idleMs ?? 300_000,
  })
}

/** Throws TALLY_CONFIG_INVALID for what is no origin. */
function publicUrlOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const origin = URL.canParse(url) && /^https?:/i.test(url) ? new URL(url) : undefined
  if (origin === undefined || origin.href !== `${origin.origin}/`)
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      'the public URL is scheme://host or scheme://host:port, with http or https and no path',
    )
  return origin.origin
}
