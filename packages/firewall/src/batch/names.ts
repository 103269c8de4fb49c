import { isUtf8 } from 'node:buffer'

/** Bytes that a URI takes as they are in a path segment (RFC 3986, unreserved). */
const UNRESERVED = /[A-Za-z0-9._~-]/

/**
 * A name that a file system gave as bytes, as text. Names need not be UTF-8 on Linux: in such a one every byte that is not ASCII is
 * written `\xff`, so that two names stay two.
 */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  return bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, byte => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** Path bytes as the path of a URI, percent-encoded. */
export function uriOf(path: Buffer): string {
  let uri = ''
  for (const byte of path) {
    const character = String.fromCharCode(byte)
    uri +=
      character === '/' || UNRESERVED.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return uri
}

/** Names that end in NUL, as git and find write them with `-z`. */
export function splitNul(bytes: Buffer): Buffer[] {
  const names: Buffer[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start)
    const stop = end < 0 ? bytes.length : end
    if (stop > start) names.push(bytes.subarray(start, stop))
    start = stop + 1
  }
  return names
}
