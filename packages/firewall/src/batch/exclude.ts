/**
 * Patterns of paths to leave out, as in a .gitignore file: `*` and `?` stay within a folder's name, `**` goes through folders, `[a-z]` is a
 * set; a pattern without a slash means a name at any depth, and whatever matches a folder leaves out all that is in it.
 */
export function createExclude(patterns: readonly string[]): (relative: string) => boolean {
  const tests = patterns.map(pattern => new RegExp(expressionOf(pattern), 's'))
  return relative => tests.some(test => test.test(relative))
}

function expressionOf(pattern: string): string {
  const trimmed = pattern.replace(/^\.?\//, '').replace(/\/+$/, '')
  const anywhere = trimmed === pattern.replace(/\/+$/, '') && !trimmed.includes('/')
  return `${anywhere ? '(?:^|/)' : '^'}${translate(trimmed)}(?:/|$)`
}

function translate(pattern: string): string {
  let expression = ''
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at)
    const token = /^(?:\*\*\/|\*+|\?|\[!?[^\]]+\]|.)/su.exec(rest)![0]
    at += token.length
    if (token === '**/') expression += '(?:[^/]*/)*'
    else if (token === '**') expression += '.*'
    else if (token.startsWith('*')) expression += '[^/]*'
    else if (token === '?') expression += '[^/]'
    else if (token.length > 1 && token.startsWith('['))
      expression += `[${token
        .slice(1, -1)
        .replace(/^!/, '^')
        .replaceAll(/[\\[\]]/g, '\\$&')}]`
    else expression += token.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  }
  return expression
}
