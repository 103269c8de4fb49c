import { Download, Radio } from 'lucide-react'
import { useState } from 'react'
import { newest } from '../../api/lag.ts'
import { useMay } from '../../api/session.tsx'
import { ExportDialog } from '../../events/export-dialog.tsx'
import { LiveBar } from '../../events/live-bar.tsx'
import { RangeNotice, RangePicker } from '../../time/range-picker.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { FilterForm } from './filter-form.tsx'
import { List } from './list.tsx'
import { Statistics } from './statistics.tsx'
import { SubjectHead } from './subject-head.tsx'
import { SubjectSummary } from './subject-summary.tsx'
import { Timeline } from './timeline.tsx'
import { useActivity } from './use-activity.ts'
import { useLiveEvents } from './use-live-events.ts'

const COLUMNS = ['time', 'name', 'entity_type', 'entity_id', 'user_id', 'message', 'ip', 'user_agent']

/** Who did what to which entity: a list, and of one entity or user everything that ever happened (MISSION D). */
export default function ActivityPage() {
  const activity = useActivity()
  const { subject, payload, live, allTime, go } = activity
  const { list, tail, events } = useLiveEvents(activity)
  const mayExport = useMay('export')
  const [exporting, setExporting] = useState(false)
  return (
    <Page
      title="Activity"
      lead="Who did what to which entity"
      actions={
        <>
          <Button
            look={live ? 'primary' : 'plain'}
            aria-pressed={live}
            onClick={() => go({ live: live ? undefined : '1', order: undefined })}
          >
            <Radio size={14} aria-hidden="true" /> {live ? 'Stop live' : 'Start live'}
          </Button>
          {mayExport && (
            <Button onClick={() => setExporting(true)}>
              <Download size={14} aria-hidden="true" /> Export
            </Button>
          )}
          {!allTime && <RangePicker />}
        </>
      }
    >
      {!allTime && <RangeNotice />}
      <FilterForm activity={activity} />
      {!payload && (
        <Notice>
          Descriptions and what changed are payload, which your role may not see. Who, when, what kind and of
          which entity is all here.
        </Notice>
      )}
      {live && <LiveBar tail={tail} paused={false} onResume={tail.resume} />}
      {list.lag !== undefined && <Notice>The {newest(list.lag)} not searchable yet.</Notice>}
      {subject === undefined ? (
        <>
          <Statistics activity={activity} />
          <List activity={activity} list={list} events={events} />
        </>
      ) : (
        <>
          <SubjectHead activity={activity} subject={subject} />
          <SubjectSummary activity={activity} subject={subject} />
          <Timeline activity={activity} subject={subject} list={list} events={events} />
        </>
      )}
      {exporting && (
        <ExportDialog
          filter={activity.query}
          range={{ from: '', to: '', ...activity.between }}
          columns={payload ? COLUMNS : COLUMNS.filter(name => name !== 'message')}
          total={undefined}
          onClose={() => setExporting(false)}
        />
      )}
    </Page>
  )
}
