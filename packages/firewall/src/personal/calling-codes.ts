import { getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/min'

export type CallingCodes = { isPossible(digits: string): boolean }

/** Calling codes and how long numbers behind them can be, from the numbering plans that libphonenumber keeps. */
export function callingCodes(): CallingCodes {
  const lengths = new Map<string, Set<number>>()
  const metadata = new Metadata()
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country)
    metadata.selectNumberingPlan(country)
    const known = lengths.get(code) ?? new Set<number>()
    for (const length of metadata.numberingPlan?.possibleLengths() ?? []) known.add(length)
    lengths.set(code, known)
  }
  return {
    isPossible(digits) {
      for (let size = 1; size <= 3; size++) {
        const known = lengths.get(digits.slice(0, size))
        if (known === undefined) continue
        const national = digits.slice(size)
        // `+44 (0)20`: the trunk digit is written and not dialled.
        return known.has(national.length) || (national.startsWith('0') && known.has(national.length - 1))
      }
      return false
    },
  }
}
