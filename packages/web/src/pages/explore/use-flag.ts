import { useCallback, useState } from 'react'

/** Yes or no, kept in this browser. */
export function useFlag(key: string, usual: boolean): readonly [boolean, (to: boolean) => void] {
  const [value, setValue] = useState(() => {
    try {
      return (localStorage.getItem(key) ?? String(usual)) === 'true'
    } catch {
      return usual
    }
  })
  const change = useCallback(
    (to: boolean) => {
      setValue(to)
      try {
        localStorage.setItem(key, String(to))
      } catch {
        // Without storage it lasts as long as the page.
      }
    },
    [key],
  )
  return [value, change]
}
