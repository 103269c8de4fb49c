/** A command for a POSIX shell that asks for an address of the API; the key stands in the environment. */
export function curlOf(origin: string, address: string): string {
  return `curl -H "Authorization: Bearer $TALLYSTICK_KEY" ${quoted(origin + address)}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
