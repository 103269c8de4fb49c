/** Labels that are not drawn. Unless the address says which (a JSON array), those beyond the first `drawn`. */
export function hiddenIn(
  text: string | undefined,
  labels: readonly string[],
  drawn: number,
): readonly string[] {
  if (text === undefined) return labels.slice(drawn)
  try {
    const named: unknown = JSON.parse(text)
    return Array.isArray(named) ? labels.filter(label => named.includes(label)) : labels.slice(drawn)
  } catch {
    return labels.slice(drawn)
  }
}

/** The same for the address; undefined when it is what is hidden anyway. */
export function hideText(
  hidden: readonly string[],
  labels: readonly string[],
  drawn: number,
): string | undefined {
  const usual = labels.slice(drawn)
  return hidden.length === usual.length && usual.every(label => hidden.includes(label))
    ? undefined
    : JSON.stringify(hidden)
}
