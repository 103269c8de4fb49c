import { useCallback, useSyncExternalStore } from 'react'

/** One list for each query: asking the browser anew at every drawing takes longer than the answer is worth. */
const lists = new Map<string, MediaQueryList>()

function listOf(query: string): MediaQueryList {
  let list = lists.get(query)
  if (list === undefined) {
    list = matchMedia(query)
    lists.set(query, list)
  }
  return list
}

/** Whether a media query holds, followed as it changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = listOf(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => listOf(query).matches)
}

/** While the page is printed: what is drawn only where it is seen is then drawn whole. */
export const PRINTED = 'print'
/** Rows of a list that are printed at most: a dozen pages. */
export const MOST_PRINTED = 500

/** Where there is room for one thing only. */
export const NARROW = '(max-width: 760px)'
