import { bitOf, isIn, LETTER, runStart } from '../characters.ts'
import { looksLikePassword } from '../generic.ts'
import type { FindRule } from '../rule.ts'

const SCHEME = bitOf('p')
const MAX_SCHEME = 30
const MAX_USERINFO = 256
const DATABASE =
  /(?:mysql|mariadb|postgres|postgresql|mongodb|mongodb\+srv|redis|rediss|mssql|sqlserver|oracle|cockroachdb|clickhouse|cassandra|couchdb|neo4j|bolt|neo4j\+s|influxdb|snowflake|redshift|amqps?|jdbc|db2|libsql)$/i

/** What documentation has where a password is to be. */
const SHOWN =
  /^(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|key|user(?:name)?|admin|root|guest|test|demo|dev|x-oauth-basic|x-access-token|foo|bar|baz|name|example|changeme|my(?:password|secret|pass)|x+|\*+|\.+|-+)\d{0,3}$/i
const VARIABLE =
  /^[$<{%[]|\$\{|\{\{|^:|^[A-Z][A-Z0-9_]*_[A-Z0-9_]+$|\*{3}|x{4}|redacted|your[_-]|placeholder|^\w*(?:password|passwd|username)\w{0,2}$/i

/** Where one's own services run while they are made, and names that documentation has for hosts (RFC 2606). */
const OWN_HOST =
  /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal|(?:[\w-]+\.){0,3}example\.(?:com|net|org))(?![\w.-])/i
/** Of a name in `OWN_HOST`. */
const MAX_HOST = 64
const LEAST_PASSWORD = 4

/** Whether what stands as a password in front of the host at `host` is one: none of documentation, of a template, or of one's own machine. */
export function isPasswordOf(
  { scheme, user, password }: { readonly scheme: string; readonly user: string; readonly password: string },
  text: string,
  host: number,
): boolean {
  if (password.length < LEAST_PASSWORD || password === user || password === scheme) return false
  if (SHOWN.test(password) || VARIABLE.test(password)) return false
  return looksLikePassword(password, true) || !OWN_HOST.test(text.slice(host, host + MAX_HOST))
}

/** The password of `scheme://user:password@host` (RFC 3986, 3.2.1). */
export const userinfoAt =
  (kind: 'web' | 'database'): FindRule['find'] =>
  (text, from, to, found) => {
    const most = Math.min(text.length, to + MAX_USERINFO)
    let colon = -1
    let at = -1
    for (let i = to; i < most; i++) {
      const code = text.charCodeAt(i)
      if (code <= 32 || code > 126 || code === 34 || code === 39 || code === 96 || code === 60 || code === 62)
        break
      if (code === 47 || code === 63 || code === 35 || code === 92) break
      if (code === 58 && colon === -1) colon = i
      if (code === 64) at = i
    }
    if (at === -1 || colon === -1 || at + 1 >= text.length) return
    if (!isIn(text, at + 1, bitOf('a') | bitOf('p')) && !'[$({%'.includes(text.charAt(at + 1))) return
    const scheme = text.slice(runStart(text, from, SCHEME | bitOf('B'), from - MAX_SCHEME), from)
    if (scheme === '' || !isIn(scheme, scheme.length - 1, LETTER | bitOf('d'))) return
    if (DATABASE.test(scheme) !== (kind === 'database')) return
    const password = text.slice(colon + 1, at)
    const user = text.slice(to, colon)
    if (!isPasswordOf({ scheme, user, password }, text, at + 1)) return
    found(colon + 1, at, looksLikePassword(password, true) ? 0.9 : 0.7, 'structure')
  }
