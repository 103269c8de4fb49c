import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import type { SearchAnswer, TallyEvent } from '../api/types.ts'
import { and } from '../query/terms.ts'
import { caughtUp, EMPTY_RING, lastSeq, pushed, type Ring } from './ring.ts'
import { Tail, type TailStatus } from './tail.ts'

/** Events that are looked up after a connection was lost. */
const CAUGHT_UP = 1_000
/** Ids that are remembered. */
const KNOWN = 50_000
/** What is durable is in the index a moment later. */
const INDEXED_MS = 1_500

type State = {
  /** What is shown. */
  readonly ring: Ring
  /** What came in while it was paused. */
  readonly waiting: Ring
  /** Lost because this reader was slow, or away for too long. */
  readonly missed: number
  readonly beyond: boolean
}

const NOTHING: State = { ring: EMPTY_RING, waiting: EMPTY_RING, missed: 0, beyond: false }

/** Events as they come in. While paused they wait, and are counted. `since` is the last event that is shown already. */
export function useTail({
  filter,
  enabled,
  paused,
  since,
}: {
  readonly filter: string
  readonly enabled: boolean
  readonly paused: boolean
  readonly since: number | undefined
}) {
  const [state, setState] = useState(NOTHING)
  const [status, setStatus] = useState<TailStatus>({ kind: 'connecting' })
  const tail = useRef<Tail>(undefined)
  const latest = useRef({ filter, paused, since })
  latest.current = { filter, paused, since }

  const add = useCallback((change: (ring: Ring) => Ring) => {
    setState(before =>
      latest.current.paused
        ? { ...before, waiting: change(before.waiting) }
        : { ...before, ring: change(before.ring) },
    )
  }, [])

  useEffect(() => {
    if (!enabled) return
    let newest: number | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const known = new Set<string>()
    const fresh = (events: readonly TallyEvent[]) =>
      events.filter(({ id }) => {
        if (known.has(id)) return false
        known.add(id)
        return true
      })
    const arrive = (events: readonly TallyEvent[], more: number) => {
      // Only what is looked up can come twice, and that is newer than what was forgotten here.
      if (known.size > KNOWN) known.clear()
      const added = fresh(events)
      newest = Math.max(newest ?? -1, lastSeq(added) ?? -1)
      add(ring => pushed(ring, added, more))
    }
    const catchUp = async (after: number) => {
      const answer = await api.get<SearchAnswer>('/api/v1/search', {
        q: and(latest.current.filter, `seq>${after}`),
        limit: CAUGHT_UP,
      })
      const added = fresh(answer.events)
      add(ring => caughtUp(ring, added))
      if (answer.cursor !== undefined) setState(before => ({ ...before, beyond: true }))
    }
    const made = new Tail(latest.current.filter, {
      onEvents: arrive,
      onMissed: count => setState(before => ({ ...before, missed: before.missed + count })),
      onStatus: setStatus,
      onOpen: () => {
        const after = newest ?? latest.current.since
        if (after === undefined) return
        timer = setTimeout(() => void catchUp(after).catch(() => undefined), INDEXED_MS)
      },
    })
    tail.current = made
    return () => {
      clearTimeout(timer)
      made.close()
      tail.current = undefined
      setState(NOTHING)
    }
  }, [enabled, add])

  useEffect(() => {
    if (!enabled) return
    tail.current?.setQuery(filter)
    return () => setState(NOTHING)
  }, [enabled, filter])

  const resume = useCallback(
    () =>
      setState(before => ({
        ...before,
        ring: pushed(
          before.ring,
          [...before.waiting.events].reverse(),
          before.waiting.received - before.waiting.events.length,
        ),
        waiting: EMPTY_RING,
      })),
    [],
  )
  const acknowledge = useCallback(() => setState(before => ({ ...before, missed: 0, beyond: false })), [])
  return { ...state, status, resume, acknowledge }
}
