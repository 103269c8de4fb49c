const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
}

/** Characters that an escape in quotes stands for. */
export const UNESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', t: '\t', r: '\r' }

/** A text in quotes, as the query language writes it. */
export function quote(text: string): string {
  return `"${text.replace(/["\\\n\t\r]/g, character => ESCAPES[character]!)}"`
}
