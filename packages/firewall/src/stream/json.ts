import type { StreamEnd, StreamGuard } from './guard.ts'
import { type Piece, Screen, type StreamOptions } from './screen.ts'

/** One unit of the text that is scanned, and how it is written. */
type Unit = {
  readonly raw: string
  /** `string`: inside quotes. `bare`: outside, as numbers and `true`. `between`: quotes, blanks and what divides. */
  readonly where: 'string' | 'bare' | 'between'
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const BETWEEN = /[\s{}[\],:]/

/**
 * The same for a text that is JSON, as the arguments of a tool call: scanned as it reads without escapes, so that what stands behind `\n` or `\u0040` is
 * found, with the names in front of the values; what goes out is JSON again. A number that is taken out becomes a string. What is not valid JSON is
 * scanned as far as it reads.
 */
export function createJsonGuard(options: StreamOptions): StreamGuard {
  const screen = new Screen(options)
  const reader = new Reader()
  const writer = new Writer()
  return {
    async push(chunk) {
      return writer.write(await screen.push(reader.read(chunk)), reader.units)
    },
    async end(): Promise<StreamEnd> {
      const rest = writer.write(await screen.push(reader.end()), reader.units)
      const { pieces, detection, original } = await screen.end()
      return { text: rest + writer.write(pieces, reader.units) + writer.end(), detection, original }
    },
    get isStopped() {
      return screen.isStopped
    },
  }
}

/** JSON → text without escapes, unit by unit. Takes any text: what is no escape is what it looks like. */
export class Reader {
  /** Of what has been read and not been written yet: one for each unit of the text. */
  readonly units: Unit[] = []
  #isString = false
  /** An escape that has begun. */
  #escape = ''

  read(chunk: string): string {
    let text = ''
    for (const character of chunk.split('')) text += this.#one(character)
    return text
  }

  /** An escape that nothing follows is what it looks like. */
  end(): string {
    const rest = this.#escape
    this.#escape = ''
    return this.#literally(rest)
  }

  #one(character: string): string {
    if (this.#escape !== '') return this.#inEscape(character)
    if (!this.#isString) {
      if (character !== '"')
        return this.#unit(character, character, BETWEEN.test(character) ? 'between' : 'bare')
      this.#isString = true
      return this.#unit(character, character, 'between')
    }
    if (character === '\\') {
      this.#escape = character
      return ''
    }
    if (character !== '"') return this.#unit(character, character, 'string')
    this.#isString = false
    return this.#unit(character, character, 'between')
  }

  #inEscape(character: string): string {
    const begun = this.#escape + character
    if (begun.length === 2 && character !== 'u') {
      this.#escape = ''
      return this.#unit(ESCAPES[character] ?? character, begun, 'string')
    }
    if (begun.length > 2 && !/[0-9A-Fa-f]/.test(character)) {
      this.#escape = ''
      return this.#literally(begun.slice(0, -1)) + this.#one(character)
    }
    this.#escape = begun.length === 6 ? '' : begun
    if (begun.length < 6) return ''
    return this.#unit(String.fromCharCode(Number.parseInt(begun.slice(2), 16)), begun, 'string')
  }

  #literally(text: string): string {
    for (const character of text.split('')) this.#unit(character, character, 'string')
    return text
  }

  #unit(read: string, raw: string, where: Unit['where']): string {
    this.units.push(unitOf(raw, where))
    return read
  }
}

/** Shared, for there is one for each character. */
const known = new Map<string, Unit>()
function unitOf(raw: string, where: Unit['where']): Unit {
  const id = where + raw
  const unit = known.get(id) ?? { raw, where }
  if (known.size < 1_024) known.set(id, unit)
  return unit
}

/** What may go out → JSON. */
class Writer {
  /** A bare value that has begun, and what stands in place of some of it. */
  #bare = ''
  #instead: string | undefined

  write(pieces: readonly Piece[], units: Unit[]): string {
    let out = ''
    let at = 0
    for (const piece of pieces) {
      let isPlaced = false
      for (const { raw, where } of units.slice(at, at + piece.length)) {
        if (where === 'bare') {
          this.#bare += raw
          if (piece.replaced) this.#instead = piece.text
          continue
        }
        out += this.end()
        if (where === 'between' || !piece.replaced) out += raw
        else if (!isPlaced) out += JSON.stringify(piece.text).slice(1, -1)
        isPlaced ||= where === 'string'
      }
      at += piece.length
    }
    units.splice(0, at)
    return out
  }

  /** The bare value that has ended. */
  end(): string {
    const out = this.#instead === undefined ? this.#bare : JSON.stringify(this.#instead)
    this.#bare = ''
    this.#instead = undefined
    return out
  }
}
