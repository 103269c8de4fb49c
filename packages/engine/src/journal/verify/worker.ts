import { parentPort, workerData } from 'node:worker_threads'
import { parseVerifierKey, type TenantReport, verifyTenant } from '@tallystick/core'
import { reason } from '../disk.ts'
import { layoutOf } from '../layout.ts'
import { nativeHash } from '../merkle.ts'
import { filesReader } from './reader.ts'

export type VerifyWorkerData = {
  readonly root: string
  readonly tenant: string
  /** vkey of the instance. */
  readonly pin: string
}

export type VerifyReply =
  | { readonly type: 'progress'; readonly lines: number }
  | { readonly type: 'report'; readonly report: TenantReport }
  | { readonly type: 'failed'; readonly message: string }

/** Milliseconds between two messages about how far it is. */
const TELL_MS = 200

const { root, tenant, pin } = workerData as VerifyWorkerData
const port = parentPort!
const reply = (message: VerifyReply) => port.postMessage(message)

let told = 0
try {
  const report = await verifyTenant(filesReader(layoutOf(root), tenant), parseVerifierKey(pin), {
    hash: nativeHash,
    onProgress: lines => {
      const now = performance.now()
      if (now - told < TELL_MS) return
      told = now
      reply({ type: 'progress', lines })
    },
  })
  reply({ type: 'report', report })
} catch (error) {
  reply({ type: 'failed', message: reason(error) })
}
