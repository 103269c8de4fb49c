/** Finding network addresses in text: the first that is valid counts. */

const IPV4 = /(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w]|\.\d)/g
const IPV6 = /(?<![\w:.])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,40}(?::\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/g
const MAX_TEXT = 8192

/** An address of 0.0.0.0/8 names no peer; version numbers look like it (0.0.0.6). */
function ipv4In(text: string): RegExpExecArray | undefined {
  IPV4.lastIndex = 0
  for (let match = IPV4.exec(text); match !== null; match = IPV4.exec(text))
    if (match[1] !== '0' && match.slice(1).every(octet => Number(octet) < 256)) return match
  return undefined
}

const MAPPED_IPV4 = /\d{1,3}(?:\.\d{1,3}){3}$/

/** RFC 4291 §2.2, with at least one digit, so that C++ names (`a::b`) are none. */
export function isIpv6(text: string): boolean {
  const halves = text.replace(MAPPED_IPV4, '0:0').split('::')
  if (halves.length > 2 || !/\d/.test(text)) return false
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  return (
    groups.every(group => /^[0-9A-Fa-f]{1,4}$/.test(group)) &&
    (halves.length === 2 ? groups.length < 8 : groups.length === 8)
  )
}

function ipv6In(text: string): RegExpExecArray | undefined {
  IPV6.lastIndex = 0
  for (let match = IPV6.exec(text); match !== null; match = IPV6.exec(text))
    if (isIpv6(match[0])) return match
  return undefined
}

/** The first valid IPv4 or IPv6 address in a text, looked for in its first 8,192 characters. */
export function firstAddress(text: string): string | undefined {
  const head = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text
  const v4 = head.includes('.') ? ipv4In(head) : undefined
  // Eight groups or a `::`; a time of day has two colons only.
  const v6 = head.includes('::') || (head.match(/:/g)?.length ?? 0) >= 7 ? ipv6In(head) : undefined
  if (v4 === undefined || v6 === undefined) return (v4 ?? v6)?.[0]
  return v6.index < v4.index ? v6[0] : v4[0]
}

/** Whether the whole text is an address. */
export const isAddress = (text: string): boolean => text.length <= 45 && firstAddress(text) === text
