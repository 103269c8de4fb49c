import { CalendarClock, ChevronLeft, ChevronRight, RefreshCw } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { usePreferences } from '../app/preferences.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Popover } from '../ui/popover.tsx'
import { useTimes } from './format.ts'
import { endText, isLive, PRESETS, type Range, rangeLabel, rangeTyped } from './range.ts'
import styles from './range-picker.module.css'
import { useRange } from './use-range.tsx'

const EVERY: readonly (readonly [string, string])[] = [
  ['0', 'Off'],
  ['5', '5 s'],
  ['10', '10 s'],
  ['30', '30 s'],
  ['60', '1 min'],
]

/** Id of the button that says which time is shown. */
const PICKER = 'range-of-time'

/** Which time the page shows: presets, any two moments, one range back or forth, and refreshing. */
export function RangePicker() {
  const state = useRange()
  const times = useTimes()
  const live = isLive(state.range)
  return (
    <div className={styles.picker}>
      <IconButton
        label="Earlier"
        shortcut="["
        look="plain"
        className={styles.left}
        onClick={() => state.shift(-1)}
      >
        <ChevronLeft size={15} />
      </IconButton>
      <Choosing
        trigger={
          <Button id={PICKER} className={styles.label}>
            <CalendarClock size={14} aria-hidden="true" />
            {rangeLabel(state.range, times, state.span.to)}
          </Button>
        }
      />
      <IconButton
        label="Later"
        shortcut="]"
        look="plain"
        className={styles.middle}
        disabled={live}
        onClick={() => state.shift(1)}
      >
        <ChevronRight size={15} />
      </IconButton>
      <IconButton label="Refresh" shortcut="r" look="plain" className={styles.right} onClick={state.again}>
        <RefreshCw size={14} className={state.every > 0 && live ? styles.turning : undefined} />
      </IconButton>
    </div>
  )
}

/** That the range in the address cannot be read, what is shown instead, and the way to another. Nothing while it can. */
export function RangeNotice() {
  const { problem } = useRange()
  const before = useRef(problem)
  useEffect(() => {
    // The button that another range was chosen with is gone, and the focus with it.
    const isMended = before.current !== undefined && problem === undefined
    if (isMended && document.activeElement === document.body) document.getElementById(PICKER)?.focus()
    before.current = problem
  }, [problem])
  if (problem === undefined) return null
  return (
    <Notice tone="warn" action={<Choosing trigger={<Button small>Choose another</Button>} />}>
      The range of time in the address cannot be read: {problem}. The last hour is shown instead.
    </Notice>
  )
}

function Choosing({ trigger }: { readonly trigger: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <Popover label="Range of time" open={open} onOpenChange={setOpen} align="end" trigger={trigger}>
      <Choices onDone={() => setOpen(false)} />
    </Popover>
  )
}

function Choices({ onDone }: { readonly onDone: () => void }) {
  const { range, set, every, setEvery } = useRange()
  const { zone, change } = usePreferences()
  const times = useTimes()
  /** What nobody typed follows the zone. */
  const [typed, setTyped] = useState<Partial<Range>>({})
  const now = Date.now()
  const { from = endText(range.from, now, times), to = endText(range.to, now, times) } = typed
  const chosen = rangeTyped({ from, to }, now, times.zone)
  const apply = (event: FormEvent) => {
    event.preventDefault()
    if (chosen === undefined) return
    set(chosen)
    onDone()
  }
  return (
    <div className={styles.choices}>
      <ul className={styles.presets}>
        {PRESETS.map(preset => (
          <li key={preset.from}>
            <button
              type="button"
              aria-pressed={isLive(range) && range.from === preset.from}
              onClick={() => {
                set({ from: preset.from, to: 'now' })
                onDone()
              }}
            >
              {preset.label}
            </button>
          </li>
        ))}
      </ul>
      <form className={styles.form} onSubmit={apply}>
        <TextField
          label="From"
          value={from}
          onChange={event => setTyped({ ...typed, from: event.target.value })}
        />
        <TextField
          label="To"
          value={to}
          onChange={event => setTyped({ ...typed, to: event.target.value })}
          hint={`-2h, now, 2026-01-31 10:00 (in ${times.zone}), or RFC 3339`}
          problem={chosen === undefined ? 'From and to are times, from before to' : undefined}
        />
        <Button type="submit" look="primary" disabled={chosen === undefined}>
          Show
        </Button>
        <SelectField
          label="Refresh by itself"
          options={EVERY}
          value={String(every)}
          onChange={seconds => setEvery(Number(seconds))}
        />
        <SelectField
          label="Time zone"
          options={[
            ['local', `This browser (${Intl.DateTimeFormat().resolvedOptions().timeZone})`],
            ...Intl.supportedValuesOf('timeZone')
              .concat('UTC')
              .filter((name, i, all) => all.indexOf(name) === i)
              .map(name => [name, name] as const),
          ]}
          value={zone}
          onChange={chosen => change({ zone: chosen })}
          hint={`Times are shown and read in ${times.zone}.`}
        />
      </form>
    </div>
  )
}
