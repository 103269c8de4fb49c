import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { seen } from '../../ui/text.ts'
import { completionAt, type Suggestion } from './complete.ts'
import type { CatalogueEntry } from './data.ts'
import styles from './series.module.css'

/** Where an expression is written. Names are completed: arrows choose, Tab or Enter takes, Escape leaves. Enter shows the series. */
export function ExpressionBox({
  value,
  catalogue,
  onChange,
  onShow,
}: {
  readonly value: string
  readonly catalogue: readonly CatalogueEntry[]
  readonly onChange: (value: string) => void
  readonly onShow: (value: string) => void
}) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [caret, setCaret] = useState<number>()
  const [chosen, setChosen] = useState(-1)
  useShortcuts({ '/': () => input.current?.select() })
  const completion = caret === undefined ? undefined : completionAt(value, caret, catalogue)
  const open = completion !== undefined
  const close = () => {
    setCaret(undefined)
    setChosen(-1)
  }
  const take = ({ text }: Suggestion) => {
    const { start, end } = completion!
    const after = value.slice(0, start) + text + value.slice(end)
    onChange(after)
    close()
    requestAnimationFrame(() => {
      input.current?.focus()
      input.current?.setSelectionRange(start + text.length, start + text.length)
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const count = completion?.suggestions.length ?? 0
    if (open && event.key === 'ArrowDown') setChosen((chosen + 1) % count)
    else if (open && event.key === 'ArrowUp') setChosen(chosen <= 0 ? count - 1 : chosen - 1)
    else if (open && event.key === 'Escape') close()
    else if (open && ((event.key === 'Enter' && chosen >= 0) || event.key === 'Tab'))
      take(completion.suggestions[Math.max(chosen, 0)]!)
    else return
    event.preventDefault()
  }
  return (
    <form
      className={styles.box}
      onSubmit={event => {
        event.preventDefault()
        close()
        if (value.trim() !== '') onShow(value.trim())
      }}
    >
      <label htmlFor={id} className="hidden-visually">
        Expression
      </label>
      <div className={styles.inputFrame}>
        <input
          ref={input}
          id={id}
          className={styles.input}
          value={value}
          placeholder="avg(response_time) by (endpoint)"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && chosen >= 0 ? `${id}-${chosen}` : undefined}
          onChange={event => {
            onChange(event.target.value)
            setCaret(event.target.selectionStart ?? event.target.value.length)
            setChosen(-1)
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {open && (
          <div id={`${id}-list`} role="listbox" aria-label="Names" className={styles.list}>
            {completion.suggestions.map((suggestion, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the input, which keeps the focus.
              <div
                key={`${suggestion.kind} ${suggestion.text}`}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === chosen}
                tabIndex={-1}
                // The input keeps the focus.
                onMouseDown={event => event.preventDefault()}
                onClick={() => take(suggestion)}
              >
                <code>{seen(suggestion.text)}</code>
                <span>{suggestion.note ?? ''}</span>
                <em>{suggestion.kind}</em>
              </div>
            ))}
          </div>
        )}
      </div>
      <Button type="submit" look="primary">
        Show
      </Button>
    </form>
  )
}
