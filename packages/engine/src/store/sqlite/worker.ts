import { parentPort, workerData } from 'node:worker_threads'
import { TallyError } from '@tallystick/core'
import { append } from './append.ts'
import { Connection } from './connection.ts'
import { storeError } from './errors.ts'
import { fields } from './fields.ts'
import { type Call, LEAVE, type Methods, type Reply, type WorkerSetup } from './protocol.ts'
import { deleteRollupsBefore, rollUpSome } from './roll-up.ts'
import { get, search } from './rows.ts'
import { openForReading, openForWriting, recreate } from './schema.ts'
import { metrics, series } from './series.ts'
import { aggregate } from './tables.ts'
import { deleteSome, missing, stats } from './upkeep.ts'

/** One thread of the store: one connection, one call at a time. */
const port = parentPort!
const { file, role, cancelled } = workerData as WorkerSetup
const flag = new Int32Array(cancelled)
let current = 0

const db = role === 'writer' ? openForWriting(file) : openForReading(file)
const connection = new Connection(db, () => Atomics.load(flag, 0) === current)

const methods: Methods = {
  ready: () => undefined,
  append: batches => append(db, batches),
  deleteSome: (tenant, before) => deleteSome(db, tenant, before),
  clear: () => recreate(db),
  search: request => search(connection, request),
  aggregate: request => aggregate(connection, request),
  fields: request => fields(connection, request),
  get: (tenant, id) => get(connection, tenant, id),
  missing: (tenant, range) => missing(connection, tenant, range),
  series: request => series(connection, request),
  metrics: request => metrics(connection, request),
  rollUpSome: (tenant, before) => rollUpSome(db, tenant, before),
  deleteRollupsBefore: (tenant, before) => deleteRollupsBefore(db, tenant, before),
  stats: () => stats(connection, file),
}

port.on('message', (message: Call | typeof LEAVE) => {
  if (message === LEAVE) {
    db.close()
    port.close()
  } else port.postMessage(answer(message))
})

function answer({ id, method, args }: Call): Reply {
  current = id
  try {
    return { id, value: (methods[method] as (...args: readonly unknown[]) => unknown)(...args) }
  } catch (error) {
    const { code, message, details } = error instanceof TallyError ? error : storeError(error)
    return { id, error: { code, message, ...(details ? { details: { ...details } } : {}) } }
  }
}
