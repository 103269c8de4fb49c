/**
 * Writes the pages of docs/reference that follow from code: `node scripts/run.mjs scripts/reference.ts`.
 * A test fails when a page and the code differ.
 */
import { writeFileSync } from 'node:fs'
import { ERRORS, EVENT_FIELDS, type FieldSpec, LEVELS, SEVERITY_OF_LEVEL } from '@tallystick/core'
import { builtInScanners, type Family, secretRuleIds } from '@tallystick/firewall'
import { configurationPage } from '../packages/sdk/src/config/reference.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, help }]) => `| \`${code}\` | ${status} | ${cell(help)} |`,
  )
  return `# Errors

Every refusal has a stable code. Over HTTP the body is \`{"error": {"code", "message", "help", "position"?, "details"?}, "request_id"}\`; \`position\` is
the zero-based column of a query. The command line prints the same on standard error. Codes are never reused.

| code | HTTP status | what it means and what to do |
|---|---|---|
${rows.join('\n')}
`
}

function eventsPage(): string {
  const rows = Object.entries<FieldSpec>(EVENT_FIELDS).map(([name, spec]) => {
    const notes = [
      spec.max === undefined ? undefined : `at most ${spec.max.toLocaleString('en')} characters`,
      spec.assigned && 'assigned by Tallystick',
      spec.required && 'always there',
    ]
    return `| \`${name}\` | ${spec.kind} | ${cell(spec.description)} | ${notes.filter(Boolean).join('; ')} |`
  })
  return `# Events

One envelope for everything that happened: the OpenTelemetry log data model plus audit fields. Names are snake_case, as they travel.

| field | type | meaning | notes |
|---|---|---|---|
${rows.join('\n')}

## Levels

| level | OTel severity number |
|---|---|
${LEVELS.map(level => `| ${level} | ${SEVERITY_OF_LEVEL[level]} |`).join('\n')}

The words other loggers use (\`warn\`, \`err\`, \`fatal\`, \`notice\`, …) are understood. \`level>=WARNING\` compares severity numbers, of which an event may have one
of its own: a scan that found something High or Critical is SECURITY with 17 or 21, so that \`level>=ERROR\` finds it too; \`stream:log level>=ERROR\` finds errors of applications alone.

## What happens on the way in

- Unknown top-level keys become attributes. A key that stands in both places is refused.
- \`null\` and empty strings are absent. Numbers and booleans in text fields become text.
- Times may be RFC 3339 in any zone, or epoch seconds, milliseconds, microseconds or nanoseconds; they are kept in UTC to the nanosecond, from 1970 to 2261.
- Lone surrogates become U+FFFD. Of a key that stands twice in one JSON object the last one counts, as JSON.parse has it.
- Numbers are IEEE 754 doubles (RFC 8785): send integers beyond 2^53 as strings. A number beyond the range of a double is refused.
- Limits: 2 Mi characters of attributes and 1 Mi of message, 64 levels, 10,000 keys. What is beyond a limit is refused, never cut.
- A refused event never takes the good events of its batch with it.
`
}

const FAMILY_TITLES: Readonly<Record<Family, string>> = {
  secret: 'Secrets',
  personal: 'Personal data',
  attack: 'Prompt attacks',
}

function findingsPage(): string {
  const types = builtInScanners().flatMap(scanner => scanner.types)
  const sections = Object.entries(FAMILY_TITLES).map(([family, title]) => {
    const rows = types
      .filter(info => info.family === family)
      .sort((a, b) => (a.type < b.type ? -1 : 1))
      .map(info => `| \`${info.type}\` | ${cell(info.title)} | ${info.severity} |`)
    return `## ${title}\n\n| type | what it is | severity |\n|---|---|---|\n${rows.join('\n')}\n`
  })
  const rules = secretRuleIds().sort()
  return `# Findings

What the firewall's own scanners find. A policy names types (\`"types": {"email": {"action": "observe"}}\`); a type's severity gives its weight in the score. \`block\` and \`redact\` of a
family are for all its types. How well they are found is in [firewall-accuracy.md](../firewall-accuracy.md).

${sections.join('\n')}
## Rules for secrets

A finding names its rule as \`secrets/<rule>\`. \`secretsScanner({ disable: ['jwt'] })\` switches rules off; \`tally scan --rules FILE.toml\` adds some in gitleaks' format.

${rules.map(rule => `\`${rule}\``).join(' · ')}
`
}

export const PAGES: Readonly<Record<string, () => string>> = {
  'configuration.md': configurationPage,
  'errors.md': errorsPage,
  'events.md': eventsPage,
  'findings.md': findingsPage,
}

if (import.meta.main)
  for (const [name, page] of Object.entries(PAGES))
    writeFileSync(new URL(`../docs/reference/${name}`, import.meta.url), page())
