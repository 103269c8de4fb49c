/** A seeded source of chance: the same seed gives the same story on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number from `least` to `most`, both included. */
  int(least: number, most: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  /** One of the choices, each as likely as its weight. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T
  /** Log-normal: positive, with a long tail, as latencies are. `spread` is sigma. */
  latency(median: number, spread?: number): number
  /** Exponential with this mean: the gap to the next of independent arrivals. */
  gap(mean: number): number
  /** So many lower-case hex digits. */
  hex(digits: number): string
}

/** sfc32 (PractRand; Chris Doty-Humphrey), seeded with splitmix32. */
export function createRandom(seed: number): Random {
  let mix = seed >>> 0
  const splitmix = () => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix ^ (mix >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), 1]
  const bits = () => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  const next = () => bits() / 2 ** 32
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

  return {
    next,
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: probability => next() < probability,
    pick: choices => choices[Math.floor(next() * choices.length)]!,
    weighted: choices => {
      let rest = next() * choices.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, choice] of choices) {
        rest -= weight
        if (rest < 0) return choice
      }
      return choices.at(-1)![1]
    },
    latency: (median, spread = 0.5) => median * Math.exp(spread * normal()),
    gap: mean => -mean * Math.log(1 - next()),
    hex: digits => {
      let text = ''
      while (text.length < digits) text += bits().toString(16).padStart(8, '0')
      return text.slice(0, digits)
    },
  }
}
