import type { Random } from './random.ts'

/** Code, configuration and markup as programs have them, made of a small grammar for each manner of writing. Written for training. */

const NOUNS =
  `user order item list file path name key value index count total error result config option node parent child buffer stream socket request
  response session token page row column table query cache queue task job event handler message text line word char byte offset length size width height
  color image frame time date start end first last previous next current default prefix suffix type kind mode state flag level depth limit max min sum
  mean rate score weight label title body header footer field record entry map set tree graph edge point vector matrix module package version system
  command output input source target instruction prompt rule filter policy role admin password secret override ignore method`
    .trim()
    .split(/\s+/)
const VERBS =
  `get set add remove update delete create build parse read write load save open close send fetch find count sort merge split join check validate
  format print render init reset start stop run execute handle process convert encode decode ignore override bypass apply register resolve escape`
    .trim()
    .split(/\s+/)
const TEXTS = [
  'file not found',
  'HTTP Error %s: %s\\n',
  'usage: %s [options] file...',
  'invalid argument',
  'ignoring unknown option %d',
  'could not connect to {host}:{port}',
  'done',
  '%Y-%m-%d',
  'utf-8',
  'a+b*',
  '\\x96',
  '[^a-z]+',
  'Permission denied',
  'must not be empty',
  '/usr/local/share',
  'text/html; charset=utf-8',
  'you must specify a value',
  'SELECT * FROM t',
  '...',
  'TODO',
]
const COMMENTS = [
  'ignore empty lines and comments',
  'the previous value is kept, since callers may still use it',
  'do not change the order of these',
  'see the instructions in INSTALL',
  'this overrides the method of the base class',
  'act as if the file did not exist',
  'everything above this line is generated',
  'you are expected to call close() afterwards',
  'FIXME: bypass the cache when the key is None',
  'returns the number of items, or -1',
  'not thread safe',
  'skip the header',
  'hack: some systems send it twice',
  'forget the old state first',
  'must come before the next call',
]

const snake = (r: Random): string => (r.chance(0.5) ? `${r.pick(VERBS)}_${r.pick(NOUNS)}` : r.pick(NOUNS))
const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
const camel = (r: Random): string => r.pick(VERBS) + upperFirst(r.pick(NOUNS))
const pascal = (r: Random): string => upperFirst(r.pick(NOUNS)) + upperFirst(r.pick(NOUNS))
const constant = (r: Random): string => `${r.pick(NOUNS)}_${r.pick(NOUNS)}`.toUpperCase()
const number = (r: Random): string =>
  r.pick([
    String(r.below(10)),
    String(r.below(5000)),
    `0x${r.below(65_536).toString(16)}`,
    `${r.below(9)}.${r.below(99)}`,
  ])

/** How one language writes names, fields, calls, comments. */
type Manner = {
  readonly name: (r: Random) => string
  readonly field: string
  readonly null: string
  readonly quote: string
  readonly comment: string
  readonly lines: readonly string[]
}

/** `N` a name, `E` an expression, `C` a comment, `T` a type. */
const MANNERS: readonly Manner[] = [
  {
    name: snake,
    field: '.',
    null: 'None',
    quote: '"',
    comment: '# ',
    lines: [
      'def N(self, N, N=E):',
      '    N = E',
      '    if not N:\n        return E',
      '    for N in E:\n        N.append(E)',
      'class T(T):',
      '    """C"""',
      '    raise ValueError(E % N)',
      'import N',
      'from N.N import T',
      '    self.N = E',
      '    return E',
      '    try:\n        N = E\n    except T as e:\n        pass',
      '    N = [E for N in E if N]',
      '    N[E:] = E',
      'if __name__ == "__main__":\n    N()',
      '    # C',
      '    @property',
      '    with open(E) as f:\n        N = f.read()',
      '    assert E == E',
      "    print(f'{N}: {E}')",
    ],
  },
  {
    name: r => `$${snake(r)}`,
    field: '->',
    null: 'undef',
    quote: "'",
    comment: '# ',
    lines: [
      'my N = E;',
      'N = E unless defined N;',
      'sub N {',
      '    my (N, N) = @_;',
      '    return E if N =~ /^\\s*[A-Z]+$/;',
      '}',
      '$$self{N} = E;',
      'foreach my N (@list) {',
      '    push @result, E;',
      '    print STDERR E, "\\n";',
      'use strict;',
      '=head2 N',
      '=item *',
      '=over 4',
      'C',
      'N =~ s/\\\\(.)/$1/g;',
      '@{N}{qw(a b c)} = (E, E);',
      "'E' => E,",
      '    next if N eq E;',
      '# C',
    ],
  },
  {
    name: camel,
    field: '->',
    null: 'NULL',
    quote: '"',
    comment: '// ',
    lines: [
      '#include <N.h>',
      '#define N E',
      'static int N(struct T *N, char *N)',
      '{',
      '    if (N == E || !N)',
      '        goto out;',
      '    for (i = 0; i < N; i++)',
      '        N[i] = E;',
      '    return E;',
      '}',
      '    /* C */',
      '    memcpy(N, E, sizeof(N));',
      '    switch (N) {\n    case E:\n        break;',
      'typedef struct T {',
      '    unsigned int N;',
      '#ifdef N',
      '#endif',
      '    fprintf(stderr, E, N);',
      '    free(N);',
      '    *N++ = (N >> 4) & 0xff;',
      '} // namespace',
      'template <typename T>',
      'std::vector<T> N;',
      '    std::cout << E << std::endl;',
    ],
  },
  {
    name: camel,
    field: '.',
    null: 'null',
    quote: '"',
    comment: '// ',
    lines: [
      'package com.example.N;',
      'import java.util.T;',
      'public class T extends T implements T {',
      '    private final T N;',
      '    public T N(T N, int N) throws T {',
      '        if (N == E) {\n            throw new T(E);\n        }',
      '        return E;',
      '    }',
      '    @Override',
      '    /** C */',
      '        for (T N : E) {',
      '        N.N(E, E);',
      '        T<T, T> N = new T<>();',
      '        try {\n            N();\n        } catch (T e) {',
      '        System.out.println(E);',
      '}',
      '        // C',
      '        N.stream().map(T::N).filter(N -> N > E).toList();',
    ],
  },
  {
    name: camel,
    field: '.',
    null: 'nil',
    quote: '"',
    comment: '// ',
    lines: [
      'package N',
      'import (\n\t"fmt"\n\t"N"\n)',
      'func (N *T) N(N string) (T, error) {',
      '\tif err != nil {\n\t\treturn nil, fmt.Errorf(E, err)\n\t}',
      '\tN := E',
      '\tfor _, N := range E {',
      '\tdefer N.N()',
      '\treturn E, nil',
      '}',
      '// C',
      'type T struct {',
      '\tN T `json:"N,omitempty"`',
      '\tgo N(E)',
      '\tN <- E',
      'var N = map[string]T{E: E}',
      '\tswitch N {',
      'pub fn N(&self, N: &str) -> Result<T, T> {',
      '    let mut N = E;',
      '    match N {\n        Some(N) => E,\n        None => E,\n    }',
      '    N.iter().map(|N| E).collect::<Vec<_>>()',
    ],
  },
  {
    name: snake,
    field: ' ',
    null: '""',
    quote: '"',
    comment: '# ',
    lines: [
      '#!/bin/sh',
      'set -eu',
      'if [ -z "$N" ]; then',
      '  echo E >&2',
      '  exit 1',
      'fi',
      'for N in "$@"; do',
      'done',
      'N=$(N E | sed -e "s/.*=//" | awk \'{print $2}\')',
      'export N=E',
      'case "$1" in',
      '  -h|--help) N; exit 0;;',
      'esac',
      '# C',
      'N() {',
      '}',
      'tar -xzf N.tar.gz -C /tmp/N',
      'find . -name "*.N" -print0 | xargs -0 rm -f',
      'curl -fsSL https://example.com/N -o N',
      'while read -r N; do',
      '[ -f /etc/N ] && . /etc/N',
      'chmod 755 N; mv N "$N/"',
    ],
  },
  {
    name: snake,
    field: '.',
    null: 'NULL',
    quote: "'",
    comment: '-- ',
    lines: [
      'SELECT N, COUNT(*) AS N FROM N',
      'WHERE N = E AND N IS NOT NULL',
      'GROUP BY N HAVING COUNT(*) > E',
      'ORDER BY N DESC LIMIT 10;',
      'CREATE TABLE N (\n  N INTEGER PRIMARY KEY,\n  N TEXT NOT NULL DEFAULT E\n);',
      'INSERT INTO N (N, N) VALUES (E, E), (E, E);',
      'UPDATE N SET N = E WHERE N LIKE E;',
      'DELETE FROM N WHERE N < E;',
      'DROP TABLE IF EXISTS N;',
      '-- C',
      'LEFT JOIN N ON N.N = N.N',
      'GRANT SELECT ON N TO N;',
      'BEGIN;',
      'COMMIT;',
    ],
  },
  {
    name: snake,
    field: '-',
    null: 'null',
    quote: '"',
    comment: '# ',
    lines: [
      'N:',
      '  N: E',
      '  - N',
      '  - name: C',
      '    run: N --N E',
      '[N]',
      'N = E',
      'N.N.N=E',
      '# C',
      '<N id="N" class="N-N">',
      '</N>',
      '  <N N="E">C</N>',
      '<!-- C -->',
      '<?xml version="1.0" encoding="UTF-8"?>',
      '.N-N { N: E; }',
      '@media (max-width: 600px) {',
      '  "N": { "N": E, "N": [E, E] },',
      '{% if N %}{{ N }}{% endif %}',
      '&copy; N &nbsp;|&nbsp; <a href="/N">N</a>',
      '  N-N: 0 auto !important;',
    ],
  },
  {
    name: snake,
    field: '.',
    null: '',
    quote: '"',
    comment: '% ',
    lines: [
      '.TH N 1 "2023-04-01" "N 2.1" "User Commands"',
      '.SH NAME',
      'N \\- C',
      '.PP',
      '\\fB\\-\\-N\\fR=\\fIN\\fR',
      'C (see \\fBN\\fR(8))\\&.',
      '.RS 4',
      '.\\" C',
      '.nh',
      '.ad l',
      '.br',
      '\\section{N}',
      '\\begin{itemize}\n  \\item C\n\\end{itemize}',
      'Let $N_i \\in \\mathbb{R}^n$ be such that $\\sum_{i=1}^{n} N_i \\leq E$.',
      '\\cite{N2019} \\label{sec:N}',
      '\\newcommand{\\N}[1]{\\textbf{#1}}',
      '.. code-block:: python',
      ':param N: C',
      '====\nN\n====',
      '* ``N`` -- C',
      '+-----+-----+',
      '| N   | N   |',
      '@param N C',
      '@return C',
    ],
  },
]

function expression(r: Random, manner: Manner, depth = 0): string {
  const inner = (): string => expression(r, manner, depth + 1)
  switch (r.below(depth > 1 ? 5 : 11)) {
    case 0:
    case 1:
      return manner.name(r)
    case 2:
      return number(r)
    case 3:
      return manner.quote + r.pick(TEXTS) + manner.quote
    case 4:
      return r.pick([manner.null, constant(r)])
    case 5:
    case 6:
      return `${manner.name(r)}(${Array.from({ length: r.below(4) }, inner).join(', ')})`
    case 7:
      return `${manner.name(r)}${manner.field}${snake(r)}`
    case 8:
      return `${inner()} ${r.pick(['+', '-', '*', '==', '!=', '<', '>=', '&&', '||', '|', '%'])} ${inner()}`
    case 9:
      return `${manner.name(r)}[${inner()}]`
    default:
      return r.pick([`(${inner()})`, `[${inner()}, ${inner()}]`, `{${inner()}: ${inner()}}`])
  }
}

/** Some lines in one manner. */
export function codeLike(random: Random): string {
  const manner = random.pick(MANNERS)
  const lines = Array.from({ length: 3 + random.below(25) }, () => {
    const line = random
      .pick(manner.lines)
      .replace(/\b[NETC]\b/g, slot =>
        slot === 'N'
          ? manner.name(random)
          : slot === 'E'
            ? expression(random, manner)
            : slot === 'T'
              ? pascal(random)
              : random.pick(COMMENTS),
      )
    return random.chance(0.1) ? `${line}\n${manner.comment}${random.pick(COMMENTS)}` : line
  })
  const text = lines.join('\n')
  return random.chance(0.2) ? `\`\`\`\n${text}\n\`\`\`` : text
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const FORMS = [
  '{x}',
  '"mappings": "{x}"',
  'data:image/png;base64,{x}',
  '-----BEGIN DATA-----\n{x}\n-----END DATA-----',
  '"sha512-{x}=="',
]

/** What only machines read: encoded bytes, digests, mappings of source maps. */
export function blob(random: Random): string {
  const length = 60 + random.below(900)
  const kind = random.below(3)
  let text = ''
  while (text.length < length) {
    if (kind === 0) text += random.pick([...'0123456789abcdef'])
    else if (kind === 1) text += random.pick([...BASE64])
    else
      text +=
        Array.from({ length: 1 + random.below(4) }, () =>
          random.pick(['A', 'C', 'E', 'G', 'I', 'S', 'U', 'Y', 'D', 'gB', 'iC', 'AA', 'AC']),
        ).join('') + random.pick([',', ',', ';', ';;'])
    if (kind < 2 && text.length % 77 === 76 && random.chance(0.8)) text += '\n'
  }
  return random.pick(FORMS).replace('{x}', () => text)
}
