/** A piece of a JSON text: one element of an array, or one of several values in a row. */
export type JsonPiece = {
  readonly text: string
  /** One-based line it starts on. */
  readonly line: number
  readonly lines: number
}

export type JsonSplitter = {
  /** Takes text as it comes, in pieces of any size, line feeds included. */
  push(text: string): JsonPiece[]
  /** What is left: an element that was never closed. */
  flush(): JsonPiece[]
  /** The text ended inside an array or an element. To be asked after `flush`. */
  readonly cutOff: boolean
}

/** An element longer than this is given out in parts, which do not parse. */
const MAX_ELEMENT = 4 * 1024 * 1024

const QUOTE = 34
const BACKSLASH = 92
const LINE_FEED = 10

/**
 * Splits a JSON array, or JSON values that stand one after another, into its elements without holding more than one:
 * a file of any size streams through. Brackets and commas between elements are dropped.
 */
export function createJsonSplitter(): JsonSplitter {
  let buffer = ''
  let depth = 0
  let inString = false
  let escaped = false
  /** Inside a number, a literal, or text that is no JSON at the top level. */
  let bare = false
  let line = 1
  let startLine = 1
  /** Arrays that are open around the elements. */
  let arrays = 0
  let cutOff = false

  return {
    get cutOff() {
      return cutOff
    },
    push(text) {
      const pieces: JsonPiece[] = []
      let start = buffer === '' ? -1 : 0
      const take = (end: number): void => {
        const whole = (buffer + text.slice(start, end)).trim()
        buffer = ''
        start = -1
        bare = false
        if (whole !== '') pieces.push({ text: whole, line: startLine, lines: line - startLine + 1 })
      }
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i)
        if (inString) {
          if (escaped) escaped = false
          else if (code === BACKSLASH) escaped = true
          else if (code === QUOTE) {
            inString = false
            if (depth === 0) take(i + 1)
          }
          if (code === LINE_FEED) line++
          continue
        }
        const char = text[i]!
        if (depth === 0) {
          const between = ' \t\r\n,[]'.includes(char)
          if (bare && (between || char === '{' || char === '"')) take(i)
          if (code === LINE_FEED) line++
          if (char === '[') arrays++
          else if (char === ']') arrays--
          if (between) continue
          if (start === -1) {
            start = i
            startLine = line
          }
          if (char === '{') depth = 1
          else if (code === QUOTE) inString = true
          else bare = true
          continue
        }
        if (code === LINE_FEED) line++
        else if (code === QUOTE) inString = true
        else if (char === '{' || char === '[') depth++
        else if (char === '}' || char === ']') {
          depth--
          if (depth === 0) take(i + 1)
        }
      }
      if (start !== -1) buffer += text.slice(start)
      if (buffer.length > MAX_ELEMENT) {
        pieces.push({ text: buffer, line: startLine, lines: line - startLine + 1 })
        buffer = ''
        depth = 0
        inString = false
        bare = false
      }
      return pieces
    },
    flush() {
      const text = buffer.trim()
      buffer = ''
      cutOff = arrays > 0 || depth > 0 || inString
      return text === '' ? [] : [{ text, line: startLine, lines: line - startLine + 1 }]
    },
  }
}
