import { type DashboardDocument, PANEL_KINDS, PANEL_UNITS, type Panel, parseDuration } from '@tallystick/core'
import { problemOfQuestion } from './question.ts'

export const EMPTY_DOCUMENT: DashboardDocument = { v: 1, panels: [] }
export const MOST_PANELS = 48
const LONGEST = { title: 200, text: 8_192 } as const

/** A dashboard as a file, to be taken elsewhere. */
export type DashboardFile = {
  readonly type: 'tallystick.dashboard'
  readonly name: string
  readonly document: DashboardDocument
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] }

/** The file that a text holds, or everything that is wrong with it, in words. */
export function readFile(text: string): Read<DashboardFile> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, problems: [`This is not JSON: ${(error as Error).message}`] }
  }
  if (!isObject(value) || value.type !== 'tallystick.dashboard')
    return { ok: false, problems: ['This is no dashboard: it has no "type": "tallystick.dashboard"'] }
  const { name } = value
  const problems =
    typeof name === 'string' && name.trim() !== '' && name.length <= 128
      ? []
      : ['"name" is to be a text of 1 to 128 characters']
  const document = readDocument(value.document)
  if (!document.ok) return { ok: false, problems: [...problems, ...document.problems] }
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    value: { type: 'tallystick.dashboard', name: (name as string).trim(), document: document.value },
  }
}

/** A document as stored by anyone, or everything that is wrong with it. What a newer version added is refused rather than dropped. */
export function readDocument(value: unknown): Read<DashboardDocument> {
  if (!isObject(value)) return { ok: false, problems: ['"document" is to be an object'] }
  // What was kept through the API without a document of ours has nothing to show yet.
  if (Object.keys(value).length === 0) return { ok: true, value: EMPTY_DOCUMENT }
  if (value.v !== 1)
    return { ok: false, problems: [`"v" is to be 1, not ${shown(value.v)}: a newer console wrote this`] }
  const { panels } = value
  if (!Array.isArray(panels)) return { ok: false, problems: ['"panels" is to be a list'] }
  const problems: string[] = []
  if (panels.length > MOST_PANELS)
    problems.push(`There are ${panels.length} panels; a dashboard has at most ${MOST_PANELS}`)
  const ids = new Set<unknown>()
  panels.forEach((panel: unknown, i) => {
    for (const problem of panelProblems(panel)) problems.push(`Panel ${i + 1}${titleOf(panel)}: ${problem}`)
    if (isObject(panel) && ids.has(panel.id))
      problems.push(`Panel ${i + 1}${titleOf(panel)}: its id stands twice`)
    if (isObject(panel)) ids.add(panel.id)
  })
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, value: { v: 1, panels: panels.map(panel => pick(panel as Panel)) } }
}

function panelProblems(panel: unknown): string[] {
  if (!isObject(panel)) return ['it is to be an object']
  const problems: string[] = []
  const need = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem)
  }
  const { id, title, kind, source, text, unit, width, height, last } = panel
  need(typeof id === 'string' && id !== '' && id.length <= 64, '"id" is to be a text of 1 to 64 characters')
  need(isText(title, LONGEST.title), `"title" is to be a text of at most ${LONGEST.title} characters`)
  need(isOneOf(PANEL_KINDS, kind), `"kind" is to be one of ${PANEL_KINDS.join(', ')}, not ${shown(kind)}`)
  need(source === 'query' || source === 'expr', `"source" is to be query or expr, not ${shown(source)}`)
  need(
    isText(text, LONGEST.text),
    `"text" is to be a query or an expression of at most ${LONGEST.text} characters`,
  )
  need(isOneOf(PANEL_UNITS, unit), `"unit" is to be one of ${PANEL_UNITS.map(shown).join(', ')}`)
  need(isWithin(width), `"width" is to be 1 to 4, not ${shown(width)}`)
  need(isWithin(height), `"height" is to be 1 to 4, not ${shown(height)}`)
  need(last === undefined || isDuration(last), `"last" is to be a duration like 7d, not ${shown(last)}`)
  if (problems.length > 0) return problems
  const problem = problemOfQuestion(panel as Panel)
  return problem === undefined ? [] : [problem.message]
}

export function isDuration(value: unknown): boolean {
  return typeof value === 'string' && parseDuration(value) !== undefined
}

/** A panel with nothing beside its own fields. */
function pick({ id, title, kind, source, text, unit, width, height, last }: Panel): Panel {
  const own = { id, title, kind, source, text, unit, width, height }
  return last === undefined ? own : { ...own, last }
}

/** A copy right after its original. */
export function duplicate(panels: readonly Panel[], id: string, newId: string): Panel[] {
  return panels.flatMap(panel =>
    panel.id === id
      ? [panel, { ...panel, id: newId, title: `${panel.title} (copy)`.slice(-LONGEST.title) }]
      : [panel],
  )
}

/** The panel at `from` moved to `to`; the same where either is not there. */
export function move(panels: readonly Panel[], from: number, to: number): readonly Panel[] {
  const moved = panels[from]
  if (moved === undefined || panels[to] === undefined) return panels
  return panels.toSpliced(from, 1).toSpliced(to, 0, moved)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown, most: number) => typeof value === 'string' && value.length <= most
const isOneOf = (all: readonly string[], value: unknown) => typeof value === 'string' && all.includes(value)
const isWithin = (value: unknown) => [1, 2, 3, 4].some(size => size === value)
const shown = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 60)

function titleOf(panel: unknown): string {
  return isObject(panel) && typeof panel.title === 'string' && panel.title !== ''
    ? ` “${panel.title.slice(0, 60)}”`
    : ''
}
