import { activityOf, entryOf } from '@tallystick/core'
import type { TailMessage } from '@tallystick/engine'
import type { Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { queryOf } from '../documented/filter.ts'
import { describe } from '../http/describe.ts'
import { StreamFilter } from '../schemas/logging.ts'
import { batchesOf } from './batches.ts'
import { refusal, type SocketProtocol } from './websocket.ts'

/** `/ws/logs`: `{"type":"logs","data":[…],"count":n}`, and `missed` where a slow reader lost some. Takes nothing. */
export const ACTIVITY: SocketProtocol = {
  async *messages(subscription) {
    for await (const batch of batchesOf(subscription)) yield* activityMessages(batch)
  },
  answer: () => refusal('nothing is taken here; the filter stands in the address'),
  expects: 'nothing: the filter stands in the address',
}

function* activityMessages(batch: readonly TailMessage[]): Generator<object> {
  const data = batch.flatMap(message => (message.type === 'event' ? [activityOf(message.event)] : []))
  if (data.length > 0) yield { type: 'logs', data, count: data.length }
  const missed = batch.reduce((sum, message) => sum + (message.type === 'missed' ? message.count : 0), 0)
  if (missed > 0) yield { type: 'missed', count: missed }
}

const filters = Compile(StreamFilter)

/** `/api/v2/logs/stream`: one structured entry per message; the client may send `update_filter`. */
export const ENTRIES: SocketProtocol = {
  async *messages(subscription) {
    for await (const message of subscription)
      yield message.type === 'event' ? entryOf(message.event) : { type: 'missed', count: message.count }
  },
  answer({ type, filter }, subscription) {
    if (type !== 'update_filter') return refusal(`the message must be ${ENTRIES.expects}`)
    if (!filters.Check(filter)) return refusal(describe('the filter', StreamFilter, filters.Errors(filter)))
    subscription.setFilter(entriesQuery(filter))
    return { type: 'filter_updated', filter }
  },
  expects: '{"type":"update_filter","filter":{"level":"ERROR","category":"security"}}',
}

export function entriesQuery({ level, search_query, ...equal }: Static<typeof StreamFilter>): string {
  return queryOf({ equal, level, search: search_query })
}
