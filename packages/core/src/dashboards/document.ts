export const PANEL_KINDS = ['number', 'series', 'table', 'bars', 'histogram'] as const
export type PanelKind = (typeof PANEL_KINDS)[number]
export const PANEL_UNITS = ['', 'ms', 's', 'bytes', 'share', '%', '1/s'] as const
export type PanelUnit = (typeof PANEL_UNITS)[number]

/** What a panel shows: a query over events, or an expression over metrics. */
export type PanelSource = 'query' | 'expr'

export type Panel = {
  /** Unique within its dashboard. */
  readonly id: string
  readonly title: string
  readonly kind: PanelKind
  readonly source: PanelSource
  readonly text: string
  readonly unit: PanelUnit
  /** Columns of four. */
  readonly width: number
  /** Rows, 1 to 4. */
  readonly height: number
  /** A range of its own that ends now, like `7d`; that of the page without it. */
  readonly last?: string
}

/** What a dashboard stores under `document` (docs/console.md). */
export type DashboardDocument = { readonly v: 1; readonly panels: readonly Panel[] }
