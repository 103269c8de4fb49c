import type { DashboardDocument, Panel } from '@tallystick/core'
import { readDocument } from './document.ts'

/** A panel in the editor. */
export type Opened = { readonly panel: Panel; readonly isNew: boolean }

/** What is edited on a dashboard and not saved yet. */
export type Draft = {
  /** Version that it began with. */
  readonly base: number
  readonly document: DashboardDocument
}

/** The same with the panel that is in the editor, as it stands there. */
type Kept = Draft & { readonly open?: Opened | undefined }

const keyOf = (id: string) => `tallystick.draft.${id}`

/**
 * Keeps a draft of a dashboard until it is saved or given up, over the end of a session; undefined gives it up. It is kept for this tab: what is
 * edited in another is another draft.
 */
export function keepDraft(id: string, user: string, draft: Kept | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(keyOf(id))
    else sessionStorage.setItem(keyOf(id), JSON.stringify({ user, ...draft }))
  } catch {
    // Without storage the draft lasts as long as the page.
  }
}

/** The draft that was kept for a user. That of another is removed: they have left the tab to somebody else. */
export function keptDraft(id: string, user: string): Kept | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(id))
    if (text === null) return undefined
    const kept = JSON.parse(text) as Kept & { readonly user: string }
    const document = readDocument(kept.document)
    if (kept.user === user && document.ok)
      return { base: kept.base, document: document.value, open: kept.open }
    sessionStorage.removeItem(keyOf(id))
  } catch {
    // What cannot be read is no draft.
  }
  return undefined
}
