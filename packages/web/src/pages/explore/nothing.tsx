import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import type { SearchAnswer } from '../../api/types.ts'
import { withoutEach } from '../../query/refine.ts'
import { useTimes } from '../../time/format.ts'
import { DEFAULT_RANGE, type Range } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { Button } from '../../ui/button.tsx'
import { Command } from '../../ui/command.tsx'
import { Empty, Loading } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import styles from './nothing.module.css'

const WIDER: readonly (readonly [from: string, text: string])[] = [
  ['-24h', 'Last 24 hours'],
  ['-7d', 'Last 7 days'],
  ['-30d', 'Last 30 days'],
]

/** No event was found: because there is none at all, none in this range, or none that matches; and what to do about it. */
export function Nothing({
  q,
  query,
  stream,
  onQuery,
  onStream,
}: {
  /** What stands in the query box, and what is asked, in the streams that are looked at. */
  readonly q: string
  readonly query: string
  readonly stream: string | undefined
  readonly onQuery: (query: string) => void
  readonly onStream: (stream: undefined) => void
}) {
  const { range, span, set } = useRange()
  const times = useTimes()
  const newest = useQuery({
    queryKey: ['newest', query, stream],
    queryFn: async ({ signal }) => ({
      matching: (await api.get<SearchAnswer>('/api/v1/search', { q: query, limit: 1 }, signal)).events[0],
      any: (await api.get<SearchAnswer>('/api/v1/search', { q: '-stream:audit', limit: 1 }, signal))
        .events[0],
    }),
    staleTime: 5_000,
  })
  if (newest.data === undefined && newest.error === null) return <Loading />
  const { matching, any } = newest.data ?? {}
  if (newest.data !== undefined && any === undefined) return <EmptyInstance />

  const terms = withoutEach(q)
  const around = matching === undefined ? undefined : rangeOf(matching.time, span.to - span.from)
  const wide = (range.from === DEFAULT_RANGE.from ? WIDER : WIDER.slice(1)).filter(
    ([from]) => from !== range.from,
  )
  return (
    <Empty title="Nothing matches in this range">
      {matching !== undefined ? (
        <p>
          The newest event that matches is of {times.full(matching.time)} ({times.ago(matching.time)}).
        </p>
      ) : (
        <p>
          No event of any time matches. Names and values are compared exactly; words of a message in any case.
        </p>
      )}
      <div className={styles.choices}>
        {around !== undefined && (
          <Button small look="primary" onClick={() => set(around)}>
            Go there
          </Button>
        )}
        {matching !== undefined &&
          wide.map(([from, text]) => (
            <Button key={from} small onClick={() => set({ from, to: 'now' })}>
              {text}
            </Button>
          ))}
      </div>
      {(terms.length > 0 || stream !== undefined) && (
        <div className={styles.choices}>
          {stream !== undefined && (
            <Button small onClick={() => onStream(undefined)}>
              In every stream
            </Button>
          )}
          {terms.slice(0, 8).map(({ term, rest }) => (
            <Button key={term} small onClick={() => onQuery(rest)}>
              Without <code>{clip(term, 40)}</code>
            </Button>
          ))}
          {terms.length > 1 && (
            <Button small onClick={() => onQuery('')}>
              Clear the query
            </Button>
          )}
        </div>
      )}
    </Empty>
  )
}

/** A range of that width (ms) whose last part has the moment in it. */
function rangeOf(time: string, width: number): Range | undefined {
  const at = Date.parse(time)
  if (Number.isNaN(at)) return undefined
  return {
    from: new Date(at - width * 0.8).toISOString(),
    to: new Date(at + width * 0.2).toISOString(),
  }
}

function EmptyInstance() {
  const { origin } = location
  const ways: readonly (readonly [name: string, command: string])[] = [
    ['A week of made-up events', `npx tally demo --url ${origin} --backfill 7d`],
    [
      'One of your own',
      `curl ${origin}/api/v1/events -H 'Authorization: Bearer YOUR_KEY' -H 'Content-Type: application/json' \\\n  -d '{"level":"INFO","service":"shop","name":"order.create","message":"The first event"}'`,
    ],
    [
      'From an application',
      `npm install @tallystick/sdk\n\nimport { configure, getLogger } from '@tallystick/sdk' // TALLYSTICK_URL=${origin} TALLYSTICK_KEY=YOUR_KEY\nconfigure({ service: 'shop' })\ngetLogger('orders').info('The first event', { metadata: { order: 55 } })`,
    ],
  ]
  return (
    <Empty title="Nothing is recorded yet">
      <p>What is sent here can be searched within a second, and proven from then on.</p>
      <ul className={styles.ways}>
        {ways.map(([name, command]) => (
          <li key={name}>
            <h3>{name}</h3>
            <Command text={command} label="Copy" />
          </li>
        ))}
      </ul>
    </Empty>
  )
}
