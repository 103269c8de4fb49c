import { Stat, Stats } from '../../ui/card.tsx'
import { count, percent } from '../../ui/numbers.ts'
import { Change } from './change.tsx'
import type { Part } from './data.ts'
import type { Shared } from './shared.ts'

/** Scans and those of high risk; decisions and those that blocked. Shares are told with the one before. */
export function Governed({ days, current, before, comparable }: Shared) {
  const figures = (
    whole: { readonly name: string },
    part: { readonly name: string },
    now: Part | undefined,
    past: Part | undefined,
  ) => (
    <>
      <Stat
        label={whole.name}
        value={now === undefined ? '–' : count(now.whole)}
        note={
          now &&
          past && <Change pair={{ now: now.whole, before: past.whole }} comparable={comparable} days={days} />
        }
      />
      <Stat
        label={part.name}
        value={now === undefined ? '–' : shareOf(now)}
        note={
          now &&
          `${count(now.part)} of ${count(now.whole)}${comparable && past !== undefined ? ` · ${shareOf(past)} before` : ''}`
        }
      />
    </>
  )
  return (
    <section aria-labelledby="governed">
      <h2 id="governed" className="hidden-visually">
        Scans and decisions
      </h2>
      <Stats>
        {figures({ name: 'Scans' }, { name: 'Scans of high risk' }, current.scans, before.scans)}
        {figures(
          { name: 'Decisions' },
          { name: 'Decisions that blocked' },
          current.decisions,
          before.decisions,
        )}
      </Stats>
    </section>
  )
}

function shareOf({ part, whole }: Part): string {
  return percent(whole === 0 ? null : part / whole)
}
