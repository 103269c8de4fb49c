import { existsSync, readdirSync, readFileSync } from 'node:fs'

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...[
    '001-record-format',
    '002-query-language',
    '003-columnar-layout',
    '004-row-store',
    '005-journal',
    '006-verification',
    '007-sdk',
    '008-metrics',
    '009-access',
  ].map(name => `docs/design/${name}.md`),
  ...['audit-trail', 'express', 'replace-winston-pino'].map(name => `docs/guides/${name}.md`),
  ...['cli', 'events', 'import-formats', 'query-language', 'server'].map(name => `docs/reference/${name}.md`),
]
/** Pages about attacks quote them. */
const ABOUT_ATTACKS = /previous instructions|prompt.?(?:attack|injection)|jailbreak/i
/** Characters of a piece of a document. */
const PIECE = 1_500

const ROOT = new URL('../../node_modules/', import.meta.url)

/** The packages that this repository depends on, where their licence is permissive. */
function packages(): string[] {
  const names = readdirSync(ROOT)
    .sort()
    .flatMap(name =>
      name.startsWith('@')
        ? readdirSync(new URL(`${name}/`, ROOT))
            .sort()
            .map(part => `${name}/${part}`)
        : [name],
    )
  return names.filter(name => {
    const manifest = new URL(`${name}/package.json`, ROOT)
    if (!existsSync(manifest)) return false
    const licence = (JSON.parse(readFileSync(manifest, 'utf8')) as { license?: unknown }).license
    return typeof licence === 'string' && PERMISSIVE.test(licence)
  })
}

/** The start of what packages say of themselves. */
export function readMes(): string[] {
  return packages().flatMap(name => {
    const readMe = new URL(`${name}/README.md`, ROOT)
    if (!existsSync(readMe)) return []
    const text = readFileSync(readMe, 'utf8')
    return Array.from({ length: Math.min(PIECES, Math.floor(text.length / PIECE)) }, (_, at) =>
      text.slice(at * PIECE, (at + 1) * PIECE),
    ).filter(piece => !ABOUT_ATTACKS.test(piece))
  })
}
const PERMISSIVE = /^\(?(?:MIT|Apache-2\.0|ISC|BSD-[23]-Clause|0BSD)\b/
const PIECES = 4

/** Kinds of files that packages hold: code, types, settings, pages, notes on changes. */
const FILES = [
  /\.[cm]?js$/,
  /\.d\.[cm]?ts$/,
  /(?<!\.d)\.ts$/,
  /\.json$/,
  /(?<!README)\.md$/i,
  /\.s?css$/,
  /\.ya?ml$/,
  /\.html$/,
  /\.(?:cc?|h|hpp)$/,
  /\.(?:sh|py|ps1)$/,
  /\.txt$/,
]
/** Files of one kind of one package, and of a folder of it at most. */
const OF_PACKAGE = 1
const DEPTH = 3
const SMALLEST = 600

/** Pieces of the files of others' packages: our own change too often to be data. */
export function sourceFiles(): string[] {
  return packages().flatMap(name => {
    if (name.startsWith('@tallystick/')) return []
    const files = filesBelow(new URL(`${name}/`, ROOT), DEPTH)
    return FILES.flatMap(kind => {
      const own = files.filter(({ pathname }) => kind.test(pathname))
      const step = Math.max(1, Math.ceil(own.length / OF_PACKAGE))
      return own
        .filter((_, index) => index % step === 0)
        .map(file => readFileSync(file, 'utf8'))
        .filter(text => text.length >= SMALLEST)
        .map(text => text.slice(PIECE * Math.floor(text.length / PIECE / 2)).slice(0, PIECE))
        .filter(piece => !ABOUT_ATTACKS.test(piece))
    })
  })
}

function filesBelow(folder: URL, depth: number): URL[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      if (entry.isFile()) return [new URL(encodeURIComponent(entry.name), folder)]
      if (!entry.isDirectory() || entry.name === 'node_modules' || depth === 0) return []
      return filesBelow(new URL(`${encodeURIComponent(entry.name)}/`, folder), depth - 1)
    })
}

/** Technical prose with code, tables and commands: this repository's own. */
export const documentation = (): string[] =>
  DOCUMENTS.flatMap(path => {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, at) =>
      text.slice(at * PIECE, (at + 1) * PIECE),
    ).filter(piece => !ABOUT_ATTACKS.test(piece))
  })
