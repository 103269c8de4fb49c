import { parentPort, workerData } from 'node:worker_threads'
import { parseVerifierKey, TallyError } from '@tallystick/core'
import { crashAt } from '../crash.ts'
import { reason } from '../disk.ts'
import { signer } from '../keys.ts'
import { layoutOf } from '../layout.ts'
import { closeSegment } from '../segment/close.ts'
import { Handles } from '../segment/handles.ts'
import type { SealReply, SealRequest, SealWorkerData, TenantSealState } from './protocol.ts'
import { type SealContext, TenantSealer } from './tenant.ts'

/** Open segments that stay open between two batches. */
const OPEN_FILES = 64
/** Checkpoints renewed at once, so that a thousand idle tenants do not hold up one that is busy. */
const RENEWALS = 64

const { root, verifierKey, privateKeyPem, limits, crashPoint } = workerData as SealWorkerData
const port = parentPort!
const context: SealContext = {
  layout: layoutOf(root),
  limits,
  verifier: parseVerifierKey(verifierKey),
  sign: signer(privateKeyPem),
  crash: crashAt(crashPoint),
  handles: new Handles(OPEN_FILES),
}
const sealers = new Map<string, TenantSealer>()
/** Requests are handled one after the other, as they came. */
let last: Promise<void> = Promise.resolve()
let compressing: Promise<void> | undefined
let restoring: Promise<void> | undefined
/** Why the last compression failed. */
let compressError: string | undefined
let closing = false

port.on('message', (request: SealRequest) => {
  last = last.then(() => handle(request))
})

async function handle(request: SealRequest): Promise<void> {
  switch (request.type) {
    case 'recover':
      return recover(request.tenants)
    case 'lines':
      for (const chunk of request.chunks) {
        const { buffer, byteOffset, byteLength } = chunk.lines
        sealerOf(chunk.tenant).add({ ...chunk, lines: Buffer.from(buffer, byteOffset, byteLength) })
      }
      return
    case 'seal':
      return forEachSealer(sealer => {
        const batches = sealer.seal(request.now)
        if (batches.length > 0) reply({ type: 'sealed', state: stateOf(sealer), batches })
      })
    case 'idle':
      return idle(request.now, request.renewAge)
    case 'close':
      closing = true
      await compressing
      await restoring
      context.handles[Symbol.dispose]()
      port.close()
  }
}

async function recover(tenants: readonly { tenant: string; logEnd: number }[]): Promise<void> {
  try {
    for (const { tenant, logEnd } of tenants)
      sealers.set(tenant, await TenantSealer.open(tenant, context, logEnd))
    reply({
      type: 'recovered',
      tenants: [...sealers.values()].map(sealer => ({ ...stateOf(sealer), segments: sealer.segments })),
    })
    compressNext()
    restoring = restoreBlocks()
  } catch (error) {
    const refusal =
      error instanceof TallyError ? error : new TallyError('TALLY_JOURNAL_CORRUPT', reason(error))
    reply({ type: 'refused', error: refusal.toJSON() })
  }
}

function sealerOf(tenant: string): TenantSealer {
  const sealer = sealers.get(tenant) ?? TenantSealer.fresh(tenant, context)
  sealers.set(tenant, sealer)
  return sealer
}

function idle(now: number, renewAge: number): void {
  let left = RENEWALS
  forEachSealer(sealer => {
    sealer.closeOld(now)
    if (left > 0 && sealer.renew(now, renewAge)) left--
  })
}

/** One tenant's failure does not hold up the others. */
function forEachSealer(act: (sealer: TenantSealer) => void): void {
  let error: string | undefined
  for (const sealer of sealers.values()) {
    try {
      act(sealer)
    } catch (cause) {
      error = reason(cause)
    }
  }
  const more = [...sealers.values()].some(({ hasPending }) => hasPending)
  reply({ type: 'done', more, error, compressError })
  compressNext()
}

/** Compresses full segments one at a time, beside the sealing. One that fails stays plain and is tried again later. */
function compressNext(): void {
  if (compressing !== undefined || closing) return
  const sealer = [...sealers.values()].find(({ full }) => full.length > 0)
  if (sealer === undefined) return
  const firstSeq = sealer.full.shift()!
  compressing = closeSegment(context.layout.segments(sealer.tenant), firstSeq, context.crash)
    .then(
      sizes => {
        sealer.closed(sizes)
        compressError = undefined
        reply({ type: 'state', state: stateOf(sealer) })
      },
      error => {
        sealer.full.push(firstSeq)
        compressError = reason(error)
      },
    )
    .then(() => {
      compressing = undefined
      if (compressError === undefined) compressNext()
    })
}

/**
 * Makes missing block hashes anew, beside the sealing, a segment at a time. A segment that cannot be read keeps none: that is for
 * `tally verify` to tell, and the next start tries again.
 */
async function restoreBlocks(): Promise<void> {
  for (const sealer of [...sealers.values()])
    for (const firstSeq of sealer.unblocked) {
      if (closing) return
      await sealer.restoreBlocks(firstSeq).catch(() => {})
    }
}

function stateOf(sealer: TenantSealer): TenantSealState {
  const { tenant, sealedSeq, ledgerSize, journalBytes, ledgerBytes } = sealer
  return { tenant, sealedSeq, ledgerSize, newestSegment: sealer.segments.at(-1), journalBytes, ledgerBytes }
}

function reply(message: SealReply): void {
  port.postMessage(message)
}
