import type { Hidden } from '../types.ts'

/** What an invisible code point is, or undefined for one that shows. */
export function hiddenKind(code: number): Hidden['kind'] | undefined {
  if (code < 0xad) return undefined
  if (code >= 0xe0000) return code <= 0xe007f || (code >= 0xe0100 && code <= 0xe01ef) ? 'tag' : undefined
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return 'bidi'
  switch (code) {
    case 0x200e:
    case 0x200f:
    case 0x061c:
      return 'bidi'
    case 0xad: // soft hyphen
    case 0x34f: // combining grapheme joiner
    case 0x115f: // Hangul fillers
    case 0x1160:
    case 0x3164:
    case 0xffa0:
    case 0x17b4: // Khmer inherent vowels
    case 0x17b5:
    case 0x180e: // Mongolian vowel separator
    case 0xfeff:
      return 'zero_width'
    default:
      return (code >= 0x200b && code <= 0x200d) ||
        (code >= 0x2060 && code <= 0x2065) ||
        (code >= 0xfe00 && code <= 0xfe0f)
        ? 'zero_width'
        : undefined
  }
}

/** Code points that join or select what stands before them: of no note beside a letter of a script that needs them, or an emoji. */
export function isJoiner(code: number): boolean {
  return code === 0x200c || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)
}

/** A byte that variation selectors carry when text is smuggled in them (VS1–16, then VS17–256), or -1. */
export function selectorByte(code: number): number {
  if (code >= 0xfe00 && code <= 0xfe0f) return code - 0xfe00
  if (code >= 0xe0100 && code <= 0xe01ef) return code - 0xe0100 + 16
  return -1
}

/** The ASCII character that a tag character stands for (Unicode block Tags), or -1. */
export function tagCharacter(code: number): number {
  return code >= 0xe0020 && code <= 0xe007e ? code - 0xe0000 : -1
}
