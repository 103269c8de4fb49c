import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type SyslogFormatOptions, syslogFormat } from '../format/index.ts'
import type { Destination } from '../speech/index.ts'
import { Connection } from './connection.ts'
import { Datagrams } from './datagrams.ts'
import { newCounts, reportOf } from './tally.ts'

export type TlsOptions = {
  /** PEM of the authorities to trust in place of the built-in ones. */
  readonly ca?: string
  /** PEM of our own certificate and key, when the collector wants them. */
  readonly cert?: string
  readonly key?: string
  /** Name to verify, when it differs from `host`. */
  readonly servername?: string
}

export type SyslogOptions = Omit<SyslogFormatOptions, 'maxBytes' | 'host'> & {
  readonly host: string
  /** Default 514; 6514 for TLS (RFC 5425). */
  readonly port?: number
  /** Default udp. */
  readonly transport?: 'udp' | 'tcp' | 'tls'
  readonly tls?: TlsOptions
  readonly least?: number
  /** What may wait for the collector, in characters. Default 4 Mi. */
  readonly maxBytes?: number
  /** HOSTNAME of the messages; default that of the machine. */
  readonly hostname?: string
}

/** A TCP frame may be larger than a datagram that common receivers take. */
const MAX_DATAGRAM = 8_192
const MAX_FRAME = 65_536

/**
 * A syslog collector: RFC 5424 messages in UDP datagrams (RFC 5426), over TCP with octet counting (RFC 6587 §3.4.1), or over TLS the same way
 * (RFC 5425). Connections are made again when they break; what waits meanwhile is bounded.
 */
export function syslogDestination(options: SyslogOptions): Destination {
  const { host, transport = 'udp', maxBytes = 4 * 1024 * 1024 } = options
  const port = options.port ?? (transport === 'tls' ? 6514 : 514)
  const counts = newCounts()
  const lane =
    transport === 'udp'
      ? new Datagrams(host, port, counts, maxBytes)
      : new Connection({
          counts,
          maxBytes,
          connect: connected =>
            transport === 'tcp'
              ? connectTcp({ host, port, keepAlive: true }, connected)
              : connectTls(
                  { ...(isIP(host) === 0 ? { servername: host } : {}), ...options.tls, host, port },
                  connected,
                ),
        })
  const report = () => reportOf('syslog', counts)
  const flush = async (milliseconds: number) => {
    await lane.drained(milliseconds)
    return report()
  }
  return {
    name: 'syslog',
    format: syslogFormat({
      ...(options.appName === undefined ? {} : { appName: options.appName }),
      ...(options.facility === undefined ? {} : { facility: options.facility }),
      ...(options.enterprise === undefined ? {} : { enterprise: options.enterprise }),
      ...(options.hostname === undefined ? {} : { host: options.hostname }),
      maxBytes: transport === 'udp' ? MAX_DATAGRAM : MAX_FRAME,
    }),
    least: options.least,
    attach: onShed => {
      counts.onShed = onShed
    },
    write: line => lane.add(transport === 'udp' ? line : `${Buffer.byteLength(line)} ${line}`),
    flush,
    flushSync: () => {},
    close: async milliseconds => {
      const last = await flush(milliseconds)
      lane.close()
      return { ...last, shed: counts.shed, pending: counts.pending }
    },
  }
}
