import { Worker } from 'node:worker_threads'
import { TallyError, type TenantReport } from '@tallystick/core'
import { programFile } from '../../programs.ts'
import type { VerifyReply, VerifyWorkerData } from './worker.ts'

export type VerifyFilesOptions = {
  /** Called several times a second with the number of lines checked so far. */
  readonly onProgress?: (lines: number) => void
  /** Ends the thread; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Verifies one tenant's files in a thread of its own, so that ingest goes on. Rejects TALLY_INTERNAL when the files cannot be read. */
export async function verifyFiles(
  data: VerifyWorkerData,
  { onProgress, signal }: VerifyFilesOptions = {},
): Promise<TenantReport> {
  signal?.throwIfAborted()
  const worker = new Worker(programFile('journal/verify/worker'), { workerData: data, name: 'tally-verify' })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<TenantReport>((resolve, reject) => {
      const fail = (message: string) =>
        reject(
          signal?.aborted
            ? signal.reason
            : new TallyError('TALLY_INTERNAL', `verification failed: ${message}`),
        )
      worker.on('message', (reply: VerifyReply) => {
        if (reply.type === 'progress') onProgress?.(reply.lines)
        else if (reply.type === 'report') resolve(reply.report)
        else fail(reply.message)
      })
      worker.on('error', error => fail(error.message))
      worker.on('exit', () => fail('the thread has ended'))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
