/** One thing that is wrong with a configuration. */
export type Problem = {
  /** Path of the setting as its source writes it. */
  readonly setting: string
  /** Name in the environment, `file:line`, or `code`. */
  readonly from: string
  /** All of it in a sentence or two. */
  readonly message: string
  readonly found?: string
  readonly allowed?: string
  readonly suggestion?: string
}

const MAX_FOUND = 60

/** A short look at a value for a message; it must not throw, whatever code handed in. */
function show(value: unknown): string {
  let shown: string
  try {
    shown = JSON.stringify(value) ?? String(value)
  } catch {
    shown = typeof value
  }
  return shown.length > MAX_FOUND ? `${shown.slice(0, MAX_FOUND)}…` : shown
}

export function problem(about: {
  readonly setting: string
  readonly from: string
  readonly found: unknown
  readonly allowed: string
  readonly secret?: boolean
  readonly suggestion?: string | undefined
}): Problem {
  const { setting, from, allowed, suggestion } = about
  const found = about.secret === true ? 'a value that is not shown' : show(about.found)
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  return {
    setting,
    from,
    found,
    allowed,
    message: `${from}: ${setting} is ${found}; allowed is ${allowed}.${hint}`,
    ...(suggestion !== undefined && { suggestion }),
  }
}
