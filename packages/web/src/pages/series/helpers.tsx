import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Menu, MenuCheck, MenuLabel } from '../../ui/menu.tsx'
import { clip } from '../../ui/text.ts'
import type { CatalogueEntry } from './data.ts'
import {
  EVENT_GROUPS,
  functionOf,
  functionsFor,
  groupsByFields,
  groupsOf,
  seriesIn,
  withFunction,
  withGroup,
} from './expression.ts'

/** Changes an expression without writing it: its function, and what it is grouped by. What does not fit cannot be chosen. */
export function Helpers({
  expression,
  catalogue,
  onChange,
}: {
  readonly expression: string
  readonly catalogue: readonly CatalogueEntry[]
  readonly onChange: (expression: string) => void
}) {
  const functions = functionsFor(expression)
  const fn = functionOf(expression) ?? ''
  const groups = groupsOf(expression)
  const offered = groupsByFields(expression) ? EVENT_GROUPS : tagsOf(expression, catalogue)
  const listed = [...new Set([...offered, ...(groups ?? []).filter(name => name !== '*')])]
  return (
    <>
      <SelectField
        label="Function"
        hideLabel
        disabled={functions.length === 0}
        title={functions.length === 0 ? 'Functions go around a single metric' : undefined}
        options={[
          ...(fn === '' ? [['', 'Function: none'] as const] : []),
          ...functions.map(name => [name, `Function: ${name}`] as const),
        ]}
        value={fn}
        onChange={chosen => onChange(withFunction(expression, chosen))}
      />
      <Menu
        trigger={
          <Button disabled={groups === undefined || listed.length === 0}>
            {groups === undefined || groups.length === 0
              ? 'Group by …'
              : `By ${clip(groups.map(name => (name === '*' ? 'every tag' : name)).join(', '), 40)}`}
          </Button>
        }
      >
        <MenuLabel>{groupsByFields(expression) ? 'Fields of events' : 'Tags'}</MenuLabel>
        {listed.map(name => (
          <MenuCheck
            key={name}
            checked={groups?.includes(name) ?? false}
            onChange={() => onChange(withGroup(expression, name))}
          >
            {clip(name, 60)}
          </MenuCheck>
        ))}
      </Menu>
    </>
  )
}

function tagsOf(expression: string, catalogue: readonly CatalogueEntry[]): readonly string[] {
  const named = seriesIn(expression)
  return [
    ...new Set(
      catalogue.flatMap(entry =>
        entry.kind === 'metric' && named.some(({ kind, name }) => kind === 'metric' && name === entry.name)
          ? entry.tags
          : [],
      ),
    ),
  ].sort()
}
