import type { Sign } from './rules.ts'

/** Told where each begins. */
type Found = (start: number) => void

/** Signs that are in characters rather than in words. Each is found in linear time. */
export type Pattern = Sign & { readonly find: (text: string, found: Found) => void }

/** Every match of an expression in which no two quantifiers share a character. */
const matching =
  (pattern: RegExp) =>
  (text: string, found: Found): void => {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) found(match.index)
  }

const LONGEST_ADDRESS = 2_000
const LONGEST_LABEL = 200

/** A Markdown image whose address has a place to be filled in: `![x](https://host/?q={history})`. */
function findImages(text: string, found: Found): void {
  for (let at = text.indexOf('](http'); at !== -1; ) {
    let end = at + 2
    let filled = false
    while (
      end < text.length &&
      end - at < LONGEST_ADDRESS &&
      text.charCodeAt(end) > 0x20 &&
      text[end] !== ')'
    ) {
      filled ||= '{[<$'.includes(text[end] as string)
      end++
    }
    // "{the conversation so far}" may have blanks in it.
    while (
      filled &&
      end < text.length &&
      end - at < LONGEST_ADDRESS &&
      text[end] !== ')' &&
      text[end] !== '\n'
    )
      end++
    if (filled && text[end] === ')') {
      const label = Math.max(0, at - LONGEST_LABEL)
      const start = text.slice(label, at).lastIndexOf('![')
      if (start !== -1) found(label + start)
    }
    at = text.indexOf('](http', end)
  }
}

/** Two brackets apart that nothing behind them in their line closes (`[ [ [`): neither prose nor code has them, and optimised suffixes end in them. */
const opened =
  (open: string, close: string) =>
  (text: string, found: Found): void => {
    const next = (what: string, from: number): number => {
      const at = text.indexOf(what, from)
      return at === -1 ? text.length : at
    }
    const pair = `${open} ${open}`
    let line = -1
    let closed = -1
    for (let at = next(pair, 0); at < text.length; ) {
      if (line < at) line = next('\n', at)
      if (closed < at) closed = next(close, at)
      if (closed >= line) found(at)
      at = next(pair, Math.min(closed, line))
    }
  }
const openedSquare = opened('[', ']')
const openedCurly = opened('{', '}')

export const PATTERNS: readonly Pattern[] = [
  {
    id: 'special-token',
    type: 'delimiter_injection',
    reason: 'holds a special token of a chat format',
    find: matching(
      /<\|(?:im_start|im_end|im_sep|endoftext|system|user|assistant|eot_id|begin_of_text|end_of_text|start_header_id|end_header_id|endofprompt|startoftext|end|sep|prompt)\|?>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>|<\/s>\s*<s>/gi,
    ),
  },
  {
    id: 'forged-turn',
    type: 'delimiter_injection',
    reason: 'forges a turn of the conversation',
    find: matching(
      /(?:^|\n)[ \t]*(?:#{2,4}[ \t]*(?:system|assistant|instruction)s?\b[^\n]{0,20}|\[(?:system|assistant)\][ \t]*[(:]|(?:human|assistant|system)[ \t]{0,4}:[^\n]{0,400}\n\s{0,4}(?:assistant|user|human)[ \t]*:|<\/?(?:system|assistant|instructions?)>)/gi,
    ),
  },
  {
    id: 'image-exfiltration',
    type: 'tool_abuse',
    reason: 'an image address that would carry data out',
    find: findImages,
  },
  {
    id: 'binary-text',
    type: 'encoding_trick',
    reason: 'holds text in binary or hexadecimal digits',
    find: matching(/(?:[01]{7,8}[ ,]+){6}|(?:\b[2-7][0-9a-f][ ,]+){12}/gi),
  },
  {
    id: 'open-brackets',
    type: 'adversarial_suffix',
    reason: 'brackets one after the other that nothing closes',
    find: (text, found) => {
      openedSquare(text, found)
      openedCurly(text, found)
    },
  },
]

export function findPatterns(text: string, found: (pattern: number, start: number) => void): void {
  for (const [index, { find }] of PATTERNS.entries()) find(text, start => found(index, start))
}
