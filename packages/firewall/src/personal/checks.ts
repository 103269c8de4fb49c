/** Check digits. `id` is letters and digits in upper case, as `compact` gives them; a character outside the alphabet fails. */

export function digitAt(id: string, at: number): number {
  return id.charCodeAt(at) - 48
}

/** Σ weightᵢ·digitᵢ over as many digits as there are weights. */
export function weighted(id: string, weights: readonly number[], from = 0): number {
  let sum = 0
  for (let at = 0; at < weights.length; at++) sum += digitAt(id, from + at) * (weights[at] as number)
  return sum
}

/** ISO/IEC 7812-1 annex B. */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let at = digits.length - 1, double = false; at >= 0; at--, double = !double) {
    const digit = digitAt(digits, at)
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

/** ISO/IEC 7064 MOD 97-10 over letters as 10–35: the remainder is 1 (IBAN after its first four were moved behind, and LEI). */
export function mod97(id: string): boolean {
  let rest = 0
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at)
    rest = code < 58 ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97
  }
  return rest === 1
}

/** ISO/IEC 7064 MOD 11,10: German tax and VAT numbers, the Croatian OIB. */
export function mod11x10(digits: string): boolean {
  let product = 10
  for (let at = 0; at < digits.length - 1; at++) {
    const sum = (digitAt(digits, at) + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === digitAt(digits, digits.length - 1)
}

const VERHOEFF_PERMUTED = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]

/** Verhoeff 1969, by the dihedral group D₅: Aadhaar, the Nigerian NIN. */
export function verhoeff(digits: string): boolean {
  let check = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = digitAt(digits, digits.length - 1 - at)
    check = dihedral(check, digitAt(VERHOEFF_PERMUTED[at % 8] as string, digit))
  }
  return check === 0
}

/** Product in D₅: 0–4 are rotations, 5–9 reflections. */
function dihedral(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5)
  return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5
}

/** ICAO 9303: weights 7, 3, 1 over letters as 10–35, the last digit is the check. */
export function icao(id: string): boolean {
  let sum = 0
  for (let at = 0; at < id.length - 1; at++) {
    const code = id.charCodeAt(at)
    sum += (code < 58 ? code - 48 : code - 55) * ([7, 3, 1][at % 3] as number)
  }
  return sum % 10 === digitAt(id, id.length - 1)
}

/** All digits the same, or all zero: filled in for want of a number. */
export function isRepeated(digits: string): boolean {
  for (let at = 1; at < digits.length; at++) if (digits.charCodeAt(at) !== digits.charCodeAt(0)) return false
  return true
}

/** A day of the Gregorian calendar. Years of two digits count as 2000 and later, where every fourth is a leap year. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0 || year < 100)
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
}

/** `YYMMDD` at `at`. */
export function hasYymmdd(id: string, at = 0): boolean {
  return isDate(
    Number(id.slice(at, at + 2)),
    Number(id.slice(at + 2, at + 4)),
    Number(id.slice(at + 4, at + 6)),
  )
}

/** `DDMMYY` at `at`. */
export function hasDdmmyy(id: string, at = 0): boolean {
  return isDate(
    Number(id.slice(at + 4, at + 6)),
    Number(id.slice(at + 2, at + 4)),
    Number(id.slice(at, at + 2)),
  )
}
