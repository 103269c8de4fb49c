/** What a detector of this room finds, before overlaps are settled. */
export type Found = {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly score: number
  readonly validator?: string
  /** Was there a word for it near it, and how far away? Settles ties. */
  readonly distance?: number
}
