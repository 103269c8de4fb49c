const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
}

/** Characters that an escape in quotes stands for. */
export const UNESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', t: '\t', r: '\r' }

/** A text as an error message shows it: in quotes, and not at length. */
export function shown(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`
}

/** A text in quotes, as the query language writes it. */
export function quote(text: string): string {
  return `"${text.replace(/["\\\n\t\r]/g, character => ESCAPES[character]!)}"`
}
