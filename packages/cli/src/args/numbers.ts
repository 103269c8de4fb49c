import { InvalidArgumentError } from 'commander'

/** Parser of an option that is a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

/** Parser of an option that is a step of time, as `bin()` of the query language takes it. */
export function timeStep(text: string): string {
  if (!/^[1-9]\d{0,5}[smhdw]$/.test(text))
    throw new InvalidArgumentError(
      'It must be a whole number above 0 with one of the units s, m, h, d and w, like 30s, 15m, 1h or 7d.',
    )
  return text
}

/** Parser of an option that is a number above zero and at most `most`. */
export function positiveNumber(most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > most)
      throw new InvalidArgumentError(`It must be a number above 0 and at most ${most}.`)
    return value
  }
}
