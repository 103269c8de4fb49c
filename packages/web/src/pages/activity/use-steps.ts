import { useRef } from 'react'
import { useShortcuts } from '../../app/shortcuts.ts'

/** `j` and `k` go from one entry of a list to the next; Enter unfolds it. */
export function useSteps() {
  const list = useRef<HTMLUListElement & HTMLOListElement>(null)
  const step = (by: 1 | -1) => {
    const toggles = [...(list.current?.querySelectorAll<HTMLElement>('[data-toggle]') ?? [])]
    const at = toggles.indexOf(document.activeElement as HTMLElement)
    toggles[at < 0 ? 0 : Math.min(Math.max(at + by, 0), toggles.length - 1)]?.focus()
  }
  useShortcuts({ j: () => step(1), k: () => step(-1) })
  return list
}
