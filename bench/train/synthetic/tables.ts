import type { Random } from './random.ts'

/** What machines lay out in rows, and how files of code begin: hardly a sentence in it, so that words and signs alone tell what it is. Written for training. */

const SCRIPTS = ['LATIN', 'GREEK', 'CYRILLIC', 'HEBREW', 'ARABIC', 'THAI', 'DEVANAGARI', 'ARMENIAN']
const CASES = ['CAPITAL LETTER', 'SMALL LETTER', 'LETTER', 'VOWEL SIGN', 'DIGIT', 'SYMBOL']
const LETTERS =
  'A BE VE GHE DE IE ZHE ZE ALPHA BETA GAMMA DELTA ALEF BET GIMEL KO KAI KA KHA SOFT-SIGN YERU W X Y Z'.split(
    ' ',
  )
const STEMS =
  `main helper parser client server token buffer reader writer session table index cache query queue worker task event config logger
  router model view store handler message profile mailbox socket compile encode decode test case suite fixture`
    .trim()
    .split(/\s+/)
const PROPERTIES = 'N, Y, W, Lu, Ll, Nd, Common, Inherited, Alphabetic, Extender, L, R, AL'.split(', ')

const MODULES =
  `os sys re io abc ast csv json time math copy glob shutil socket struct random string pickle logging platform tempfile textwrap threading
  subprocess unittest argparse collections contextlib datetime functools itertools pathlib importlib traceback warnings hashlib inspect types
  typing email mailbox smtplib urllib http ssl select signal getpass locale codecs operator weakref zipfile tarfile sqlite3 configparser`
    .trim()
    .split(/\s+/)
const THIRD =
  'numpy as np, pandas as pd, requests, yaml, pytest, six, django, matplotlib.pyplot as plt'.split(', ')
const JAVA =
  'java.util.List, java.util.Map, java.io.IOException, java.time.Instant, org.junit.Test, java.net.URI'.split(
    ', ',
  )
const GO = 'fmt, os, io, net/http, strings, context, errors, time, encoding/json, path/filepath'.split(', ')
const HEADERS = 'stdio.h, stdlib.h, string.h, errno.h, unistd.h, sys/types.h, stdint.h, assert.h'.split(', ')
const RUST =
  'std::io, std::fmt, std::collections::HashMap, std::path::Path, serde::Deserialize, anyhow::Result'.split(
    ', ',
  )
const NAMES = [
  ...'AbCdEfGh',
  'Path',
  'Error',
  'Reader',
  'helper',
  'support',
  'defaultdict',
  'partial',
  'wraps',
  'dedent',
]

const times = (count: number, make: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => make(at))
const hex = (r: Random, digits: number): string =>
  r
    .below(16 ** digits)
    .toString(16)
    .padStart(digits, '0')
const digits = (r: Random, most: number): string => String(r.below(10 ** (1 + r.below(most))))
const rowsOf = (r: Random): number => 4 + r.below(20)

function numbers(r: Random): string {
  const [most, columns, between] = [1 + r.below(5), 4 + r.below(14), r.pick([', ', ' ', '\t', ',', '; '])]
  const remark = r.pick(['', '', ' # {}', ' // {}', ' /* {} */'])
  const rows = times(rowsOf(r), at => {
    const row = times(columns, () => digits(r, most).padStart(r.chance(0.3) ? most : 1)).join(between)
    return `${row}${between.trim()}${remark.replace('{}', String((at + 1) * columns))}`
  })
  return (
    r.pick(['', 'static const short table[] = {\n', 'TABLE = (\n', `${r.pick(STEMS)}\t${r.pick(STEMS)}\n`]) +
    rows.join('\n')
  )
}

function codePoints(r: Random): string {
  const [script, kind, from] = [r.pick(SCRIPTS), r.pick(CASES), r.below(200)]
  const way = r.below(5)
  return times(rowsOf(r), at => {
    const code = (from + at).toString(16).toUpperCase().padStart(2, '0')
    const point = (0x300 + from + at).toString(16).toUpperCase().padStart(4, '0')
    const name = `${script} ${kind} ${r.pick(LETTERS)}`
    if (way === 0) return `    '\\u${point.toLowerCase()}'   #  0x${code} -> ${name}`
    if (way === 1) return `0x${code}\t0x${point}\t# ${name}`
    if (way === 2) return `${point};${name};Lo;0;${r.pick(PROPERTIES)};;;;;N;;;;;`
    if (way === 3)
      return `${point}..${(0x320 + from + at).toString(16).toUpperCase()} ; ${r.pick(PROPERTIES)} # ${name}`
    return times(12, () => hex(r, 4).toUpperCase()).join(' ')
  }).join('\n')
}

const dump = (r: Random): string =>
  times(rowsOf(r), at => {
    const bytes = times(16, () => hex(r, 2))
    const shown = bytes.map(byte => String.fromCharCode(33 + (Number.parseInt(byte, 16) % 90))).join('')
    return `${(at * 16).toString(16).padStart(8, '0')}  ${bytes.join(' ')}  |${shown}|`
  }).join('\n')

function profile(r: Random): string {
  const file = `${r.pick(STEMS)}.py`
  const call = (): string => `${file}:${r.below(400)}(${r.pick(STEMS)})`
  const took = (): string => (r.below(1_000_000) / 1000).toFixed(3)
  return `   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n${times(rowsOf(r), () =>
    r.chance(0.5)
      ? `${String(r.below(500)).padStart(8)} ${took()} ${took()} ${took()} ${took()} ${call()}`
      : `${call()}  <- ${times(1 + r.below(3), () => `${call()}(${r.below(9)}) ${took()}`).join('  ')}`,
  ).join('\n')}`
}

const listing = (r: Random): string =>
  times(
    rowsOf(r),
    () =>
      `-rw-r--r-- ${1 + r.below(3)} root ${r.pick(['root', 'staff', 'adm'])} ${digits(r, 7).padStart(8)} 2021-0${1 + r.below(9)}-1${r.below(10)} 1${r.below(10)}:0${r.below(10)} ${r.pick(STEMS)}_${r.pick(STEMS)}.${r.pick(['c', 'py', 'o', 'txt', 'gz'])}`,
  ).join('\n')

const constants = (r: Random): string =>
  times(rowsOf(r), at => {
    const name = `${r.pick(STEMS)}_${r.pick(STEMS)}`.toUpperCase()
    return r.pick([
      `#define ${name} 0x${hex(r, 4)}`,
      `${name} = ${at}`,
      `(r'\\${r.pick([...'+*.|^'])}=', ${name}),`,
      `  ${name}: ${digits(r, 5)},`,
    ])
  }).join('\n')

/** Rows of numbers, of code points, of bytes, of calls, of files, of constants. */
export const table = (r: Random): string =>
  r.pick([numbers, codePoints, dump, profile, listing, constants])(r)

const drawn = (r: Random, from: readonly string[], most: number): string[] =>
  r.shuffle([...from]).slice(0, 1 + r.below(most))

/** What a file of code needs from elsewhere. */
export function imports(r: Random): string {
  const way = r.below(8)
  if (way === 0)
    return drawn(r, JAVA, 6)
      .map(name => `import ${name};`)
      .join('\n')
  if (way === 1)
    return `package ${r.pick(STEMS)}\n\nimport (\n${drawn(r, GO, 7)
      .map(name => `\t"${name}"`)
      .join('\n')}\n)`
  if (way === 2)
    return drawn(r, HEADERS, 7)
      .map(name => `#include <${name}>`)
      .join('\n')
  if (way === 3)
    return drawn(r, RUST, 5)
      .map(name => `use ${name};`)
      .join('\n')
  const plain = drawn(r, MODULES, 9).map(name => `import ${name}`)
  const others = drawn(r, THIRD, 3).map(name => `import ${name}`)
  const parts = drawn(r, MODULES, 4).map(name => `from ${name} import ${drawn(r, NAMES, 4).join(', ')}`)
  const code = [
    `def ${r.pick(STEMS)}(${r.pick(STEMS)}):`,
    `class ${r.pick(NAMES)}(unittest.TestCase):`,
    `if sys.platform != 'win32':\n    raise ImportError('needs ${r.pick(STEMS)}')`,
    `log = logging.getLogger(__name__)`,
  ]
  return [
    ...(way === 4 ? [`#!/usr/bin/env python3\n"""${r.pick(STEMS)} of ${r.pick(STEMS)}s."""`] : []),
    ...plain,
    ...(r.chance(0.3) ? ['', ...others] : []),
    ...(r.chance(0.5) ? parts : []),
    ...(r.chance(0.4) ? ['', r.pick(code)] : []),
  ].join('\n')
}
