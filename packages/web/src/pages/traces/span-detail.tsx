import { Link } from '@tanstack/react-router'
import { Search, X } from 'lucide-react'
import { useState } from 'react'
import { term } from '../../query/terms.ts'
import { useTimes } from '../../time/format.ts'
import { LevelBadge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count, duration, percent } from '../../ui/numbers.ts'
import { clip, seen } from '../../ui/text.ts'
import type { Stretch } from './critical-path.ts'
import { EventList, offsetText } from './event-list.tsx'
import { type Field, fieldsOf } from './fields.ts'
import type { Extent } from './scale.ts'
import styles from './trace.module.css'
import { type SpanNode, selfTime } from './tree.ts'

const FIRST_FIELDS = 24
const CLIPPED = 160

/** One span: when, how long, of that by itself, its fields, and what was recorded within it. */
export function SpanDetail({
  nodes,
  place,
  extent,
  path,
  trace,
  onChoose,
}: {
  readonly nodes: readonly SpanNode[]
  readonly place: number
  readonly extent: Extent
  readonly path: ReadonlyMap<number, readonly Stretch[]>
  readonly trace: string
  readonly onChoose: (span: string | undefined) => void
}) {
  const { span, parent, children, below, detached, skewed } = nodes[place]!
  const times = useTimes()
  const length = span.end - span.start
  const critical = (path.get(place) ?? []).reduce((sum, { from, to }) => sum + to - from, 0)
  const above = parent === undefined ? undefined : nodes[parent]!.span
  return (
    <section className={styles.detail} aria-label="Selected span">
      <header className={styles.detailHead}>
        <h2>{clip(span.name, 200)}</h2>
        <IconButton label="Close" small onClick={() => onChoose(undefined)}>
          <X size={14} />
        </IconButton>
      </header>
      <p className={styles.badges}>
        <LevelBadge level={span.event.level} />
        {span.service !== '' && <span>{clip(span.service, 80)}</span>}
        <code>{clip(span.id, 40)}</code>
      </p>
      {span.event.message !== undefined && <p className={styles.sentence}>{clip(span.event.message, 600)}</p>}
      <dl className={styles.numbers}>
        <Fact name="Begins">
          {offsetText(span.start - extent.from)} <em>{times.full(span.start)}</em>
        </Fact>
        <Fact name="Took">
          {duration(length)} <em>{percent(length / (extent.to - extent.from))} of the trace</em>
        </Fact>
        <Fact name="Itself">
          {duration(selfTime(nodes, place))}{' '}
          <em>{children.length === 0 ? 'it has no children' : `${count(below)} spans beneath`}</em>
        </Fact>
        <Fact name="On the critical path">{critical === 0 ? 'no' : duration(critical)}</Fact>
        {above !== undefined && (
          <Fact name="Parent">
            <button type="button" className={styles.inline} onClick={() => onChoose(above.id)}>
              {clip(above.name, 80)}
            </button>
          </Fact>
        )}
      </dl>
      {detached === 'orphan' && (
        <Notice>
          Its parent <code>{clip(span.parentId ?? '', 40)}</code> is not in the record: it belongs to a
          program that does not report here, or has not yet.
        </Notice>
      )}
      {detached === 'cycle' && (
        <Notice>The parents it names lead back to it. It is shown at the top instead.</Notice>
      )}
      {skewed && <Notice>It begins before its parent does: the clocks of their machines disagree.</Notice>}
      <Fields fields={fieldsOf(span.event)} />
      {span.logs.length > 0 && (
        <>
          <h3 className={styles.part}>Events within it</h3>
          <EventList events={span.logs} from={extent.from} trace={trace} />
        </>
      )}
      <p className={styles.links}>
        <Link to="/explore" search={{ q: term('span_id', span.id) }}>
          Its events in Explore
        </Link>
        <Link to="/evidence" search={{ id: span.event.id }}>
          Prove it
        </Link>
      </p>
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Fields({ fields }: { readonly fields: readonly Field[] }) {
  const [shown, setShown] = useState(FIRST_FIELDS)
  return (
    <>
      <h3 className={styles.part}>Fields</h3>
      <dl className={styles.fields}>
        {fields.slice(0, shown).map(field => (
          <FieldRow key={field.name} field={field} />
        ))}
      </dl>
      {fields.length > shown && (
        <Button small onClick={() => setShown(shown + 500)}>
          Show more of {count(fields.length)} fields
        </Button>
      )}
    </>
  )
}

function FieldRow({ field: { name, text, inQuery } }: { readonly field: Field }) {
  const [open, setOpen] = useState(false)
  const long = text.length > CLIPPED
  return (
    <div className={styles.field}>
      <dt>{clip(name, 80)}</dt>
      <dd>
        {open ? <span className={styles.whole}>{seen(text)}</span> : clip(text, CLIPPED)}
        {long && (
          <button type="button" className={styles.inline} onClick={() => setOpen(!open)}>
            {open ? 'less' : `all ${count(text.length)} characters`}
          </button>
        )}
        {inQuery && !long && (
          <Link
            to="/explore"
            search={{ q: term(name, text) }}
            className={styles.find}
            aria-label={`Events with this ${clip(name, 40)}`}
            title="Events with this value"
          >
            <Search size={12} aria-hidden="true" />
          </Link>
        )}
      </dd>
    </div>
  )
}
