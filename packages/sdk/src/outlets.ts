import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import type { ResolvedConfig } from './config/index.ts'
import {
  consoleDestination,
  fileDestination,
  serverDestination,
  syslogDestination,
  wantsColours,
} from './destinations/index.ts'
import { consoleFormat, type Identity, jsonFormat, textFormat, wireFormat } from './format/index.ts'
import type { Shipper } from './ship/index.ts'
import type { Destination, Format } from './speech/index.ts'

const STDOUT = 1

/** The destinations that a configuration asks for. Throws what reading a certificate throws. */
export function destinationsOf(config: ResolvedConfig, shipper: Shipper | undefined): Destination[] {
  const identity = identityOf(config)
  const json = jsonFormat(identity)
  const destinations: Destination[] = []
  if (config.fileEnabled) destinations.push(fileOf(config, config.structuredEnabled ? json : textFormat))
  if (config.consoleEnabled) destinations.push(consoleDestination({ format: consoleFormatOf(config, json) }))
  if (config.syslog.host !== undefined) destinations.push(syslogOf(config, config.syslog.host))
  if (shipper !== undefined) destinations.push(serverDestination(shipper, wireFormat(identity)))
  return destinations
}

export const identityOf = ({ service, environment }: ResolvedConfig): Identity => ({
  ...(service === undefined ? {} : { service }),
  ...(environment === undefined ? {} : { environment }),
})

function consoleFormatOf(config: ResolvedConfig, json: Format): Format {
  if (config.consoleFormat === 'json') return json
  if (config.consoleFormat === 'text') return textFormat
  const colours = config.consoleColors === 'auto' ? wantsColours(process.env, STDOUT) : config.consoleColors
  // A person at a terminal wants all of it; a program that reads lines wants lines.
  const person = isatty(STDOUT)
  return consoleFormat({ colours, details: person, stacks: person })
}

function fileOf(config: ResolvedConfig, format: Format): Destination {
  const { maxSize, interval, keepFiles, keepBytes, compression } = config.rotation
  return fileDestination({
    path: join(config.directory, config.fileName),
    format,
    ...(maxSize === 0 ? {} : { maxBytes: maxSize }),
    ...(interval === 'none' ? {} : { every: interval }),
    ...(config.compressionEnabled ? { compress: compression } : {}),
    keep: {
      ...(keepFiles === 0 ? {} : { files: keepFiles }),
      ...(keepBytes === 0 ? {} : { bytes: keepBytes }),
    },
  })
}

function syslogOf({ syslog, service }: ResolvedConfig, host: string): Destination {
  const { port, transport, facility, caFile } = syslog
  return syslogDestination({
    host,
    transport,
    facility,
    appName: syslog.appName ?? service,
    ...(port === undefined ? {} : { port }),
    ...(caFile === undefined ? {} : { tls: { ca: readFileSync(caFile, 'utf8') } }),
  })
}
