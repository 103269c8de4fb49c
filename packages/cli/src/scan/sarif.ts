import { createHash } from 'node:crypto'
import type { Family, FileFinding, Severity, TypeInfo } from '@tallystick/firewall'
import type { Printer, Reported, Summary, Write } from './types.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** SARIF §3.27.10. */
const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  Critical: 'error',
  High: 'error',
  Medium: 'warning',
  Low: 'note',
  Info: 'note',
}

/** What GitHub code scanning sorts by: a text of a number from 0.1 to 10 (its documentation, `security-severity`). */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  Critical: '9.5',
  High: '8.0',
  Medium: '5.5',
  Low: '3.0',
  Info: '0.5',
}

const HELP: Readonly<Record<Family, string>> = {
  secret:
    'Revoke the credential where it was issued and make a new one: taking it out of the file does not take it out of the history. Keep secrets in the environment or a vault.',
  personal: 'Take the personal data out of the file, or replace it by made-up data.',
  attack: 'Keep this text away from a model, or look at what it asks for first.',
}

type Rule = {
  readonly id: string
  readonly name: string
  readonly shortDescription: { readonly text: string }
  readonly fullDescription: { readonly text: string }
  readonly help: { readonly text: string; readonly markdown: string }
  readonly defaultConfiguration: { readonly level: string }
  readonly properties: { readonly tags: readonly string[]; readonly 'security-severity': string }
}

/** Static Analysis Results Interchange Format 2.1.0 (OASIS). Holds no value and no excerpt: a snippet would have to be the text itself. */
export function sarifPrinter(write: Write, version: string, types: ReadonlyMap<string, TypeInfo>): Printer {
  const rules = new Map<string, { readonly index: number; readonly rule: Rule }>()
  const results: object[] = []
  const notifications: object[] = []

  const ruleOf = (finding: FileFinding): number => {
    const known = rules.get(finding.rule)
    if (known !== undefined) return known.index
    const index = rules.size
    rules.set(finding.rule, { index, rule: describe(finding, types.get(finding.type)) })
    return index
  }

  return {
    async file(reported) {
      const { file, error } = reported
      if (error !== undefined)
        notifications.push({
          level: 'error',
          message: { text: `not scanned to its end: ${error}` },
          locations: [{ physicalLocation: { artifactLocation: artifact(file.uri) } }],
        })
      const seen = new Map<string, number>()
      for (const finding of reported.shown) {
        const nth = seen.get(finding.rule) ?? 0
        seen.set(finding.rule, nth + 1)
        results.push(resultOf(finding, reported, ruleOf(finding), nth))
      }
    },
    async end({ walk, stopped }: Summary) {
      for (const { path, message } of walk.failures)
        notifications.push({ level: 'error', message: { text: `${path} cannot be read: ${message}` } })
      const log = {
        $schema: SCHEMA,
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: {
                name: 'Tallystick',
                semanticVersion: version,
                informationUri: 'https://github.com/tallystick/tallystick',
                rules: [...rules.values()].map(({ rule }) => rule),
              },
            },
            invocations: [
              {
                executionSuccessful: !stopped && notifications.length === 0,
                toolExecutionNotifications: notifications,
              },
            ],
            columnKind: 'utf16CodeUnits',
            results,
          },
        ],
      }
      await write(`${JSON.stringify(log, null, 2)}\n`)
    },
  }
}

function describe({ rule, type, family, severity }: FileFinding, info: TypeInfo | undefined): Rule {
  const title = info?.title ?? type
  return {
    id: rule,
    name: type,
    shortDescription: { text: title },
    fullDescription: { text: `${title}, found by the rule ${rule}.` },
    help: { text: HELP[family], markdown: HELP[family] },
    defaultConfiguration: { level: LEVEL[severity] },
    properties: { tags: ['security', family], 'security-severity': SECURITY_SEVERITY[severity] },
  }
}

/** Paths are relative to the repository's root; one outside of the working directory is absolute. */
const artifact = (uri: string): object =>
  uri.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' }

function resultOf(finding: FileFinding, { file }: Reported, ruleIndex: number, nth: number): object {
  const { rule, reason, severity, line, column, endLine, endColumn, start, end, score, type } = finding
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: `${type}: ${reason}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(file.uri),
          region: {
            startLine: line,
            startColumn: column,
            endLine,
            endColumn,
            charOffset: start,
            charLength: end - start,
          },
        },
      },
    ],
    // Which one of its rule in this file: stays when lines move, and says nothing of the value.
    partialFingerprints: {
      'tallystick/v1': createHash('sha256')
        .update(JSON.stringify([rule, file.relative, nth]))
        .digest('hex')
        .slice(0, 32),
    },
    properties: { severity, score },
  }
}
