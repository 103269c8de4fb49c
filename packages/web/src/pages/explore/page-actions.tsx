import { Download, Link2, Radio } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '../../api/session.tsx'
import { useShortcuts } from '../../app/shortcuts.ts'
import { ExportDialog } from '../../events/export-dialog.tsx'
import { isLive, rangeOfSpan } from '../../time/range.ts'
import { RangePicker } from '../../time/range-picker.tsx'
import { useRange } from '../../time/use-range.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { useToast } from '../../ui/toast.tsx'
import { printColumns } from './columns.ts'
import styles from './explore.module.css'
import { SavedMenu } from './saved-menu.tsx'
import { currentDocument } from './saved-search.ts'
import type { Explore } from './state.ts'

/** What can be done with all that is found: follow it, keep it, take it out, show it to others. */
export function PageActions({ page, total }: { readonly page: Explore; readonly total: number | undefined }) {
  const { filter, live, table, columns, change } = page
  const { range, span, params } = useRange()
  const mayExport = useMay('export')
  const toast = useToast()
  const [exporting, setExporting] = useState(false)

  const toggleLive = () => {
    if (live) return change({ live: undefined })
    if (table || filter === undefined) return
    change({ live: '1', order: undefined, ...(isLive(range) ? {} : { from: '-15m', to: 'now' }) })
  }
  useShortcuts({ l: toggleLive })
  const copyLink = async () => {
    const address = new URL(location.href)
    // Others are to see what is seen here, also tomorrow; what is followed is followed by them as well.
    for (const [name, value] of Object.entries(live ? range : rangeOfSpan(span)))
      address.searchParams.set(name, value)
    try {
      await copyText(address.href)
      toast.done(live ? 'The link is copied.' : 'The link is copied; its range of time is fixed.')
    } catch (error) {
      toast.failed(error)
    }
  }
  return (
    <>
      <Button
        onClick={toggleLive}
        aria-pressed={live}
        disabled={table}
        title={table ? 'A query that counts cannot be followed' : 'Follow what comes in (l)'}
        className={live ? styles.live : undefined}
      >
        <Radio size={14} aria-hidden="true" /> Live
      </Button>
      <SavedMenu
        current={currentDocument(page, printColumns(columns), range)}
        opened={page.saved}
        change={change}
      />
      <Button
        aria-label="Export"
        disabled={!mayExport || filter === undefined}
        title={mayExport ? undefined : 'Your role may not take records out (permission “export”)'}
        onClick={() => setExporting(true)}
      >
        <Download size={14} aria-hidden="true" /> <span className={styles.word}>Export</span>
      </Button>
      <IconButton look="plain" label="Copy link" onClick={() => void copyLink()}>
        <Link2 size={14} />
      </IconButton>
      <RangePicker />
      {exporting && filter !== undefined && (
        <ExportDialog
          filter={filter}
          range={params}
          columns={columns}
          total={total}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  )
}
