import { useShortcuts } from '../app/shortcuts.ts'

/** What a row is opened by: itself, or the first thing in it that can be followed or pressed. */
const OPENERS = 'tbody > tr[tabindex], tbody > tr:not([tabindex]) :is(a[href], button:enabled)'

/** `j` and `k` go from row to row, in the table that has the focus or else in the first that is seen; Enter opens. */
export function useRowKeys(): void {
  useShortcuts({ j: () => step(1), k: () => step(-1) })
}

function step(by: 1 | -1): void {
  const tables = [...document.querySelectorAll('table[data-rows]')]
    .filter(table => table.checkVisibility())
    .map(table => ({ table, openers: openersOf(table) }))
    .filter(({ openers }) => openers.length > 0)
  const focused = tables.find(({ table }) => table.contains(document.activeElement))
  const { openers } = focused ?? tables.find(({ table }) => isSeen(table)) ?? tables[0] ?? { openers: [] }
  const here = document.activeElement?.closest('tr')
  const at = openers.findIndex(opener => opener.closest('tr') === here)
  openers[at < 0 ? 0 : Math.min(Math.max(at + by, 0), openers.length - 1)]?.focus()
}

function openersOf(table: Element): HTMLElement[] {
  const rows = new Set<Element | null>()
  return [...table.querySelectorAll<HTMLElement>(OPENERS)].filter(opener => {
    const row = opener.closest('tr')
    if (rows.has(row)) return false
    rows.add(row)
    return true
  })
}

function isSeen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top < innerHeight && bottom > 0
}
