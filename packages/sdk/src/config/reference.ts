import { KINDS } from './kinds.ts'
import { CONFIG_ENV, camel } from './names.ts'
import { PROFILE_SETTINGS } from './profiles.ts'
import { PROFILES } from './schema.ts'
import { SETTINGS, type Setting } from './setting.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')

function show(value: unknown, setting?: Setting): string {
  if (value === undefined) return ''
  if (setting?.kind === 'bytes' && typeof value === 'number' && value > 0 && value % 1024 === 0) {
    return value % 1024 ** 2 === 0 ? `\`${value / 1024 ** 2} MB\`` : `\`${value / 1024} KB\``
  }
  return `\`${JSON.stringify(value)}\``
}

/** The page docs/reference/configuration.md, from the schema. */
export function configurationPage(): string {
  const rows = SETTINGS.map(setting => {
    const name = setting.path.join('.')
    const allowed = KINDS[setting.kind].allowed(setting)
    return `| \`${name}\` | \`${setting.path.map(camel).join('.')}\` | \`${setting.env}\` | ${show(setting.default, setting)} | ${cell(`${setting.description} Allowed: ${allowed.replace(/,$/, '')}.`)} |`
  })
  const changed = [...new Set(PROFILES.flatMap(profile => Object.keys(PROFILE_SETTINGS[profile])))]
  const defaults = new Map(SETTINGS.map(setting => [setting.path.join('.'), setting.default]))
  const profileRows = changed.map(name => {
    const cells = PROFILES.map(profile => show(PROFILE_SETTINGS[profile][name] ?? defaults.get(name)))
    return `| \`${name}\` | ${cells.join(' | ')} |`
  })
  return `# Configuration of the SDK

Settings come from four places: the **environment** wins over the **YAML file**, the file over **code**, and code over the defaults of the **profile**.
The file is named by \`${CONFIG_ENV}\`, or by \`file\` in code. Names are snake_case in YAML, camelCase in code, and upper case with a prefix in the environment;
groups are nested maps in YAML and nested objects in code. All of it is checked before anything is logged: \`TALLY_CONFIG_INVALID\` lists every problem
at once, each with the setting, where it was written (variable, \`file:line\` or code), what was found and what is allowed.

\`\`\`yaml
# logging.yaml, used with ${CONFIG_ENV}=logging.yaml
level: INFO
directory: logs
console_enabled: true
rotation:
  max_size: 50 MB
  keep_files: 7
scrub:
  keys: [customer_pin]
\`\`\`

Words are taken in any case. In the environment \`true\`, \`yes\`, \`on\` and \`1\` are true, lists are written with commas, sizes with or without a unit (\`50 MB\`, powers of 1024).
\`setLoggingProfile('debug')\` changes the defaults while the program runs; what a source sets by itself stays.

## Settings

| YAML | code | environment | default | meaning |
|---|---|---|---|---|
${rows.join('\n')}

## Profiles

| setting | ${PROFILES.join(' | ')} |
|---|${PROFILES.map(() => '---|').join('')}
${profileRows.join('\n')}
`
}
