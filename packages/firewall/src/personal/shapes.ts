import { isDash } from './characters.ts'

/**
 * All shapes of identifiers as one automaton, so that a text is walked once however many there are.
 *
 * A shape is written as: `#` a digit, `@` a letter (A–Z in either case), `*` either, `[ -]` one of these, any other character itself
 * (letters in either case); behind any of them `?` for optional and `{2,4}` for a range. Letters beyond ASCII match nothing.
 *
 * States of the deterministic automaton (subset construction, Rabin and Scott 1959) are built when a text first reaches them.
 */
export type Shapes = {
  /** Fills `hits` with where shapes that begin at `at` are complete; answers where it stopped looking. */
  walk(text: string, at: number, hits: Hits): number
  /** Can a shape that begins at `at` go on beyond the end of the text? */
  isOpen(text: string, at: number): boolean
}

/** Ends, in ascending order, and for each the ids of the shapes that are complete there. Used again for every start. */
export type Hits = { count: number; readonly ends: number[]; readonly ids: (readonly number[])[] }

type Item = { readonly classes: Uint8Array; readonly optional: boolean; readonly accepts: number }

const NOTHING = 0
const START = 1
const UNKNOWN = -1

export function compileShapes(shapes: readonly { readonly shape: string; readonly id: number }[]): Shapes {
  const { classOf, count, classesFor } = classify(shapes.map(({ shape }) => shape))
  const items: Item[] = []
  const first: number[] = []
  for (const { shape, id } of shapes) {
    first.push(items.length)
    for (const { symbol, min, max } of parse(shape)) {
      const classes = classesFor(symbol)
      for (let i = 0; i < max; i++) items.push({ classes, optional: i >= min, accepts: -1 })
    }
    items.push({ classes: new Uint8Array(count), optional: false, accepts: id })
  }

  const positions: number[][] = [[], closure(items, first)]
  const accepted: (readonly number[])[] = [[], []]
  const known = new Map<string, number>([['', NOTHING]])
  let table = new Int32Array(count * 1024).fill(UNKNOWN)
  table.fill(NOTHING, 0, count)

  function build(state: number, klass: number): number {
    const built = table[state * count + klass] as number
    if (built !== UNKNOWN) return built
    const moved: number[] = []
    for (const at of positions[state] as number[]) {
      if ((items[at] as Item).classes[klass] === 1) moved.push(at + 1)
    }
    const set = closure(items, moved)
    const key = set.join()
    let next = known.get(key)
    if (next === undefined) {
      next = positions.length
      known.set(key, next)
      positions.push(set)
      accepted.push([...new Set(set.map(at => (items[at] as Item).accepts).filter(id => id !== -1))])
      if ((next + 1) * count > table.length) {
        const larger = new Int32Array(table.length * 2).fill(UNKNOWN)
        larger.set(table)
        table = larger
      }
    }
    table[state * count + klass] = next
    return next
  }

  return {
    walk(text, at, hits) {
      let state = START
      let end = at
      hits.count = 0
      for (; end < text.length; ) {
        const code = text.charCodeAt(end)
        const klass = code < 128 ? (classOf[code] as number) : isDash(code) ? (classOf[45] as number) : 0
        const next = table[state * count + klass] as number
        state = next === UNKNOWN ? build(state, klass) : next
        if (state === NOTHING) break
        end++
        const ids = accepted[state] as readonly number[]
        if (ids.length === 0) continue
        hits.ends[hits.count] = end
        hits.ids[hits.count++] = ids
      }
      return end
    },
    isOpen(text, at) {
      let state = START
      for (let end = at; end < text.length && state !== NOTHING; end++) {
        const code = text.charCodeAt(end)
        state = build(
          state,
          code < 128 ? (classOf[code] as number) : isDash(code) ? (classOf[45] as number) : 0,
        )
      }
      return state !== NOTHING
    },
  }
}

function closure(items: readonly Item[], positions: readonly number[]): number[] {
  const set = new Set<number>()
  for (let at of positions) {
    set.add(at)
    while ((items[at] as Item).optional) set.add(++at)
  }
  return [...set].sort((a, b) => a - b)
}

const PARTS = /(\[[^\]]+\]|[\s\S])(\?|\{\d+(?:,\d+)?\})?/g

function parse(shape: string): { symbol: string; min: number; max: number }[] {
  return [...shape.matchAll(PARTS)].map(([, symbol = '', times]) => {
    if (times === undefined) return { symbol, min: 1, max: 1 }
    if (times === '?') return { symbol, min: 0, max: 1 }
    const [min = 1, max = min] = times.slice(1, -1).split(',').map(Number)
    return { symbol, min, max }
  })
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'

/** Characters that no shape tells apart share a class: 0 is everything that no shape names. */
function classify(shapes: readonly string[]) {
  const symbols = new Set(shapes.flatMap(shape => parse(shape).map(({ symbol }) => symbol)))
  const members = new Map([...symbols].map(symbol => [symbol, membersOf(symbol)]))
  const classOf = new Uint8Array(128)
  const signatures = new Map<string, number>([['', 0]])
  for (let code = 0; code < 128; code++) {
    const char = String.fromCharCode(code).toUpperCase()
    const signature = [...members]
      .flatMap(([symbol, chars]) => (chars.includes(char) ? [symbol] : []))
      .join('\0')
    if (!signatures.has(signature)) signatures.set(signature, signatures.size)
    classOf[code] = signatures.get(signature) as number
  }
  function classesFor(symbol: string): Uint8Array {
    const classes = new Uint8Array(signatures.size)
    for (const char of members.get(symbol) as string) classes[classOf[char.charCodeAt(0)] as number] = 1
    return classes
  }
  return { classOf, count: signatures.size, classesFor }
}

function membersOf(symbol: string): string {
  if (symbol === '#') return DIGITS
  if (symbol === '@') return LETTERS
  if (symbol === '*') return DIGITS + LETTERS
  return (symbol.length > 1 ? symbol.slice(1, -1) : symbol).toUpperCase()
}

/** The shape with its hyphens as they are, as blanks, and left out: the same throughout, as people write. */
export function forms(...shapes: readonly string[]): string[] {
  return shapes.flatMap(shape => [shape, shape.replaceAll('-', ' '), shape.replaceAll('-', '')])
}
