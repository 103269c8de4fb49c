/** A verifier key that this browser holds on to, and since when (RFC 3339). */
export type Pin = { readonly key: string; readonly since: string; readonly typed: boolean }

const NAME = 'tallystick.pin'

/** Undefined when there is none, or storage is not to be had. */
export function readPin(): Pin | undefined {
  try {
    return pinOf(localStorage.getItem(NAME))
  } catch {
    return undefined
  }
}

export function keepPin(pin: Pin): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(pin))
  } catch {
    // Without storage the pin lasts as long as the page.
  }
}

/** A pin as it was kept; undefined for anything else. */
export function pinOf(text: string | null): Pin | undefined {
  if (text === null) return undefined
  try {
    const { key, since, typed } = JSON.parse(text) as Partial<Record<string, unknown>>
    return typeof key === 'string' && typeof since === 'string' && typeof typed === 'boolean'
      ? { key, since, typed }
      : undefined
  } catch {
    return undefined
  }
}
