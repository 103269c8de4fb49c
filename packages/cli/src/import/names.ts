import { basename, dirname } from 'node:path'

const COMPRESSED = /\.(?:gz|zst)$/i
/** `app.log`, `app.log.3`, `app.log-20240102`, `app.ndjson.2024-01-02`, `app-2024-01-02.log` */
const LOG_EXTENSION = /\.(?:log|ndjson|jsonl|json|txt|out|err)(?:[.-]\d[\w-]*)?$/i
/** What syslog daemons and web servers call their files: `syslog.1`, `messages-20240102`, `access_log`. */
const LOG_NAME =
  /^(?:syslog|messages|secure|maillog|mail|auth|cron|daemon|kern|dmesg|boot|journal|\w+[_-]log)(?:[.-]\d[\w-]*)?$/i
/** Files of tools, which happen to be JSON or text. */
const NO_LOG =
  /^(?:package(?:-lock)?|tsconfig.*|composer|manifest|\w*config|settings)\.json$|^(?:readme|licen[cs]e|changelog|notice|requirements|robots).*\.txt$/i

/** Whether a file found in a folder is taken for a log. A file that is named on the command line is always read. */
export function isLogName(path: string): boolean {
  const name = basename(path).replace(COMPRESSED, '')
  return !name.startsWith('.') && !NO_LOG.test(name) && (LOG_EXTENSION.test(name) || LOG_NAME.test(name))
}

/** Names that say what a file is, not whose: the folder says more. */
const GENERIC = new Set([
  '',
  'log',
  'logs',
  'out',
  'err',
  'output',
  'stdout',
  'stderr',
  'console',
  'current',
  'access',
  'error',
  'debug',
  'main',
  'application',
  'json',
  'events',
  'data',
])

const stem = (name: string): string =>
  name
    .toLowerCase()
    .replace(COMPRESSED, '')
    .replace(/\.(?:log|ndjson|jsonl|json|txt|out|err|csv)(?=[.-]|$)/g, '')
    // Dates, counters and sizes at the end: `-2024-01-02`, `.20240102`, `_2k`, `.1`
    .replace(/(?:[._-]?\d{4}-?\d{2}-?\d{2}(?:[t_-]?\d{2,6})?|[._-]\d+[km]?)+$/, '')
    .replace(/[._-]log$/, '')
    .replace(/^\d+$/, '')

/**
 * The service of a file: its name in lower case, without extensions, dates, counters and sizes (`OpenSSH_2k.log` → `openssh`,
 * `shop-2024-01-02.log.gz` → `shop`); where that says nothing (`access.log`, `0.log`), the name of its folder.
 */
export function serviceOf(path: string): string | undefined {
  const own = stem(basename(path))
  if (!GENERIC.has(own)) return own
  const folder = stem(basename(dirname(path)))
  return GENERIC.has(folder) ? own || undefined : folder
}
