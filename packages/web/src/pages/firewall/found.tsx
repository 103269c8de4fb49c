import { useAggregate } from '../../api/figures.ts'
import { useAddress } from '../../app/use-address.ts'
import { BarList } from '../../chart/bars.tsx'
import { itemAt, itemsOf, type Named, namedOf } from '../../query/named.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card } from '../../ui/card.tsx'
import { Segmented } from '../../ui/field.tsx'
import { Shown } from '../../ui/shown.tsx'
import { clip } from '../../ui/text.ts'
import { ATTACKS } from './figures.ts'
import { HIGH_RISK, type ScanFilter } from './filter.ts'
import styles from './firewall.module.css'
import type { Scans } from './use-scans.ts'

const MOST = 8
const LISTS = 1_000

const SOURCES = {
  ip: ['Addresses', 'ip'],
  user: ['Users', 'user_id'],
  session: ['Sessions', 'session_id'],
} as const
type Source = keyof typeof SOURCES

/** What was found, which attacks, and where the scans of high risk came from. */
export function Found({ scans }: { readonly scans: Scans }) {
  const { params } = useRange()
  const flags = useAggregate(`${scans.query} flags:* | count() by flags | limit ${LISTS}`, params)
  const pick = (flag: string) => scans.narrow({ flag })
  return (
    <div className={styles.thirds}>
      <Card title="Top attacks" note="on the model">
        <Shown query={flags}>
          {data => (
            <Top
              label="Attacks by type"
              bars={itemsOf(data).filter(({ name }) => ATTACKS.has(name))}
              none="No attack was found here."
              onPick={pick}
            />
          )}
        </Shown>
      </Card>
      <Card title="Top detections" note="data, secrets and others">
        <Shown query={flags}>
          {data => (
            <>
              <Top
                label="Detections by type"
                bars={itemsOf(data).filter(({ name }) => !ATTACKS.has(name))}
                none="Nothing was found here."
                onPick={pick}
              />
              {data.truncated && (
                <p className={styles.none}>Counted over the {LISTS} most frequent combinations.</p>
              )}
            </>
          )}
        </Shown>
      </Card>
      <Sources scans={scans} />
    </div>
  )
}

function Sources({ scans }: { readonly scans: Scans }) {
  const { params: range } = useRange()
  const { params, go } = useAddress()
  const chosen: Source = Object.hasOwn(SOURCES, params.sources ?? '') ? (params.sources as Source) : 'ip'
  const [, field] = SOURCES[chosen]
  const answer = useAggregate(`${scans.query} score>=${HIGH_RISK} | top ${MOST} ${field}`, range)
  return (
    <Card
      title="High-risk sources"
      actions={
        <Segmented
          label="Sources by"
          options={Object.entries(SOURCES).map(([value, [text]]) => [value as Source, text] as const)}
          value={chosen}
          onChange={value => go({ sources: value === 'ip' ? undefined : value })}
        />
      }
    >
      <Shown query={answer}>
        {data => (
          <Top
            label={`High-risk scans by ${SOURCES[chosen][0].toLowerCase()}`}
            bars={namedOf(data)}
            none="No scan of high risk here."
            onPick={value => scans.narrow({ [chosen]: value } satisfies Partial<ScanFilter>)}
          />
        )}
      </Shown>
    </Card>
  )
}

function Top({
  label,
  bars,
  none,
  onPick,
}: {
  readonly label: string
  readonly bars: readonly Named[]
  readonly none: string
  readonly onPick: (name: string) => void
}) {
  if (bars.length === 0) return <p className={styles.none}>{none}</p>
  const shown = bars.slice(0, MOST)
  return (
    <BarList
      label={label}
      bars={shown.map(({ name, value }) => ({ name: clip(name), value }))}
      onPick={bar => {
        const found = itemAt(shown, bar.name)
        if (found !== undefined) onPick(found)
      }}
    />
  )
}
