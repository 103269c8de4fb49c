import { useEffect, useRef } from 'react'

export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** Milliseconds in which the second key of a pair like `g e` has to follow. */
const PAIR_MS = 1_000

/**
 * Keys while nothing is being typed and no dialog is open: `j`, `?`, `[`, or pairs like `g e`. `Ctrl+K` and the like are caught everywhere. Later
 * mounted ones go first, and what they take reaches no other.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts)
  current.current = shortcuts
  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const control = event.ctrlKey || event.metaKey
      const key = control ? `Ctrl+${event.key.toUpperCase()}` : event.key
      if (
        !control &&
        (event.altKey || isTyping(event.target) || document.querySelector('dialog[open]') !== null)
      )
        return
      const pair =
        first !== undefined && event.timeStamp - first.at < PAIR_MS ? `${first.key} ${key}` : undefined
      first = { key, at: event.timeStamp }
      const run =
        (pair === undefined ? undefined : current.current[pair]) ??
        (pair?.startsWith('g ') ? undefined : current.current[key])
      if (run === undefined) return
      event.preventDefault()
      first = undefined
      run(event)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox],[type=radio]), textarea, select'))
  )
}
