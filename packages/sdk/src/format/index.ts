export { type Identity, jsonFormat, pinoFormat, pinoLevel, wireFormat } from './json.ts'
export { onOneLine } from './plain.ts'
export { FACILITIES, type Facility, type SyslogFormatOptions, syslogFormat } from './syslog.ts'
export { type ConsoleFormatOptions, consoleFormat, textFormat } from './text.ts'
