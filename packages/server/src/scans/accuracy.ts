import { type Filter, parseQuery, printFilter, resolveField, TallyError } from '@tallystick/core'
import type { Reader, TimeRange } from '@tallystick/engine'
import {
  type Accuracy,
  accuracyOf,
  FEEDBACK_EVENT,
  SCAN_EVENT,
  VERDICTS,
  type Verdict,
} from '@tallystick/firewall'

/** Scans that one query names: it takes 256 terms, some of which are those of who asks. */
const NAMED = 100

/** A filter of scans, and what may be read to find those for which it holds. */
type Only = { readonly query: string; readonly reader: Pick<Reader, 'search'> }

/** How right scans were, by the feedback of a range; with `only` by that on the scans for which its query holds, whenever they were. */
export async function scanAccuracy(
  reader: Pick<Reader, 'export'>,
  asked: TimeRange & { readonly signal?: AbortSignal },
  only?: Only,
): Promise<Accuracy> {
  const verdicts = new Map<string, Verdict>()
  // Oldest first, so that the last one stays.
  for await (const { entity_id = '', attributes } of reader.export(
    `stream:scan name:${FEEDBACK_EVENT}`,
    asked,
  ))
    if (isVerdict(attributes?.verdict)) verdicts.set(entity_id, attributes.verdict)
  if (only === undefined) return accuracyOf(verdicts.values())
  const meant = await scansOf([...verdicts.keys()], only, asked.signal)
  return accuracyOf([...verdicts].filter(([id]) => meant.has(id)).map(([, verdict]) => verdict))
}

/** Those of the scans for which a query holds. What the query may not ask is refused also where there is no scan to ask about. */
async function scansOf(
  ids: readonly string[],
  { query, reader }: Only,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const { filter, pipes } = parseQuery(query)
  if (pipes.length > 0) throw new TallyError('TALLY_QUERY_PIPE', 'a filter without pipes is expected here')
  const found = new Set<string>()
  for (let from = 0; from === 0 || from < ids.length; from += NAMED) {
    const named = ids.slice(from, from + NAMED)
    const terms = [
      equals('stream', 'scan'),
      equals('name', SCAN_EVENT),
      filter,
      ...(named.length === 0 ? [] : [{ kind: 'or', terms: named.map(id => equals('id', id)) } as const]),
    ]
    const { events } = await reader.search(printFilter({ kind: 'and', terms }), {
      limit: NAMED,
      ...(signal === undefined ? {} : { signal }),
    })
    for (const { id } of events) found.add(id)
  }
  return found
}

function equals(name: string, value: string): Filter {
  return { kind: 'equals', field: resolveField(name), value }
}

export function isVerdict(value: unknown): value is Verdict {
  return (VERDICTS as readonly unknown[]).includes(value)
}
