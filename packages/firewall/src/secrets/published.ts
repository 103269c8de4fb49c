/**
 * Google API keys that their owners published with open-source samples (Firebase quickstarts, Google's own sites), as public secret
 * scanners list them. Kept as 32-bit FNV-1a, so that no key stands here.
 */
const PUBLIC_GOOGLE_KEYS: ReadonlySet<number> = new Set([
  0xf0951274, 0x0af7ca9d, 0x4e1351cb, 0xb8782c2e, 0x965bd60a, 0x1845a427, 0x00d9b068, 0xaf8fab00, 0x722ef8d0,
  0xc8a510e9, 0x1751c16c, 0xf50c0e72, 0x6a41f911, 0x8ee1d847, 0xb1887211,
])

/** Passwords of the NuGet.config reference, in the same form. */
const NUGET_EXAMPLES: ReadonlySet<number> = new Set([0xd518b041, 0x6af56d80])

export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

export const isPublicGoogleKey = (key: string): boolean => PUBLIC_GOOGLE_KEYS.has(fnv1a(key))

export const isNugetExample = (password: string): boolean => NUGET_EXAMPLES.has(fnv1a(password))
