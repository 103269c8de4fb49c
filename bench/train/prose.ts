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

/** The start of what the packages that this repository depends on say of themselves, where their licence is permissive. */
export function readMes(): string[] {
  const root = new URL('../../node_modules/', import.meta.url)
  const packages = readdirSync(root)
    .sort()
    .flatMap(name =>
      name.startsWith('@')
        ? readdirSync(new URL(`${name}/`, root))
            .sort()
            .map(part => `${name}/${part}`)
        : [name],
    )
  return packages.flatMap(name => {
    const [manifest, readMe] = ['package.json', 'README.md'].map(path => new URL(`${name}/${path}`, root))
    if (!existsSync(manifest!) || !existsSync(readMe!)) return []
    const licence = (JSON.parse(readFileSync(manifest!, 'utf8')) as { license?: unknown }).license
    if (typeof licence !== 'string' || !PERMISSIVE.test(licence)) return []
    const text = readFileSync(readMe!, 'utf8')
    return Array.from({ length: Math.min(PIECES, Math.floor(text.length / PIECE)) }, (_, at) =>
      text.slice(at * PIECE, (at + 1) * PIECE),
    ).filter(piece => !ABOUT_ATTACKS.test(piece))
  })
}
const PERMISSIVE = /^\(?(?:MIT|Apache-2\.0|ISC|BSD-[23]-Clause|0BSD)\b/
const PIECES = 4

/** Technical prose with code, tables and commands: this repository's own. */
export const documentation = (): string[] =>
  DOCUMENTS.flatMap(path => {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, at) =>
      text.slice(at * PIECE, (at + 1) * PIECE),
    ).filter(piece => !ABOUT_ATTACKS.test(piece))
  })
