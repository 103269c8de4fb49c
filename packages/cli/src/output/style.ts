import type { Level } from '@tallystick/core'

/** Paints text; every function is the identity when colour is off. SGR codes of ECMA-48 §8.3.117. */
export type Style = {
  readonly enabled: boolean
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  blue(text: string): string
  magenta(text: string): string
  cyan(text: string): string
  /** What a search was for. */
  mark(text: string): string
  level(level: Level, text: string): string
}

const SGR = {
  bold: ['1', '22'],
  dim: ['2', '22'],
  red: ['31', '39'],
  green: ['32', '39'],
  yellow: ['33', '39'],
  blue: ['34', '39'],
  magenta: ['35', '39'],
  cyan: ['36', '39'],
  mark: ['1;4', '22;24'],
  alarm: ['1;97;41', '22;39;49'],
} as const

type Paint = keyof typeof SGR

const LEVEL_PAINT: Readonly<Record<Level, Paint>> = {
  TRACE: 'dim',
  DEBUG: 'dim',
  INFO: 'green',
  AUDIT: 'blue',
  WARNING: 'yellow',
  SECURITY: 'magenta',
  ERROR: 'red',
  CRITICAL: 'alarm',
}

/** A style that paints, or one that leaves text as it is. */
export function createStyle(enabled: boolean): Style {
  const paint = (name: Paint) => {
    const [on, off] = SGR[name]
    return enabled ? (text: string) => `\x1b[${on}m${text}\x1b[${off}m` : (text: string) => text
  }
  const paints = Object.fromEntries(Object.keys(SGR).map(name => [name, paint(name as Paint)])) as Record<
    Paint,
    (text: string) => string
  >
  const { alarm: _, ...named } = paints
  return { ...named, enabled, level: (level, text) => paints[LEVEL_PAINT[level]](text) }
}

/**
 * Whether a stream gets colour: `--no-color` and NO_COLOR (https://no-color.org) turn it off, FORCE_COLOR turns it on, else a
 * terminal that is not `dumb` has it.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  flag: boolean,
): boolean {
  if (!flag || (env.NO_COLOR ?? '') !== '') return false
  if ((env.FORCE_COLOR ?? '') !== '') return env.FORCE_COLOR !== '0'
  return stream.isTTY === true && env.TERM !== 'dumb'
}
