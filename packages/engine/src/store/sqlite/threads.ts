import { Worker } from 'node:worker_threads'
import { TallyError } from '@tallystick/core'
import { PROGRAM_FLAGS, programFile } from '../../programs.ts'
import { storeError } from './errors.ts'
import { type Call, LEAVE, type Method, type Methods, type Reply, type WorkerSetup } from './protocol.ts'

type Job = {
  readonly call: Call
  readonly transfer: readonly ArrayBuffer[]
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

type Thread = { readonly worker: Worker; readonly cancelled: Int32Array; job: Job | undefined }

type ThreadsOptions = { readonly size: number; readonly heapMb?: number }

type CallOptions = {
  readonly transfer?: readonly ArrayBuffer[]
  /** Called with a function that gives the call up: it rejects at once, and the thread stops working on it soon after. */
  readonly onCancel?: (cancel: (reason: unknown) => void) => void
}

/** Up to `size` threads that take calls in their order. They start when needed, again when one died, and keep no process alive. */
export class Threads {
  readonly #setup: Omit<WorkerSetup, 'cancelled'>
  readonly #options: ThreadsOptions
  readonly #threads = new Set<Thread>()
  readonly #waiting: Job[] = []
  #lastId = 0
  #leaving = false
  /** Threads that died. */
  deaths = 0
  /** Why the last one did, until another has answered. */
  error: string | undefined

  constructor(setup: Omit<WorkerSetup, 'cancelled'>, options: ThreadsOptions) {
    this.#setup = setup
    this.#options = options
  }

  call<M extends Method>(
    method: M,
    args: Parameters<Methods[M]>,
    { transfer = [], onCancel }: CallOptions = {},
  ): Promise<ReturnType<Methods[M]>> {
    if (this.#leaving) return Promise.reject(closed())
    return new Promise<unknown>((resolve, reject) => {
      this.#lastId = (this.#lastId + 1) & 0x7fffffff
      const job: Job = { call: { id: this.#lastId, method, args }, transfer, resolve, reject }
      onCancel?.(reason => this.#cancel(job, reason))
      this.#waiting.push(job)
      this.#assign()
    }) as Promise<ReturnType<Methods[M]>>
  }

  /** Lets appends finish, gives up queries, and resolves when every thread has closed its connection. */
  async close(): Promise<void> {
    this.#leaving = true
    for (const job of this.#waiting.splice(0)) job.reject(closed())
    const exits = [...this.#threads].map(({ worker, cancelled, job }) => {
      if (job && this.#setup.role === 'reader') Atomics.store(cancelled, 0, job.call.id)
      worker.ref()
      return new Promise<void>(resolve => {
        worker.once('exit', () => resolve())
        worker.postMessage(LEAVE)
      })
    })
    await Promise.all(exits)
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const idle = [...this.#threads].find(({ job }) => job === undefined)
      const thread = idle ?? (this.#threads.size < this.#options.size ? this.#start() : undefined)
      if (!thread) return
      const job = this.#waiting.shift()!
      thread.job = job
      thread.worker.ref()
      thread.worker.postMessage(job.call, [...job.transfer])
    }
  }

  #start(): Thread {
    const { heapMb } = this.#options
    const cancelled = new SharedArrayBuffer(4)
    const worker = new Worker(programFile('store/sqlite/worker'), {
      // Its own options: those of the process would hand on what a thread does not take, such as --input-type.
      execArgv: [...PROGRAM_FLAGS],
      name: `tally-sqlite-${this.#setup.role}`,
      workerData: { ...this.#setup, cancelled } satisfies WorkerSetup,
      ...(heapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
    })
    const thread: Thread = { worker, cancelled: new Int32Array(cancelled), job: undefined }
    this.#threads.add(thread)
    let cause: unknown
    worker.on('message', (reply: Reply) => this.#finish(thread, reply))
    worker.on('error', error => {
      cause = error
    })
    worker.on('exit', () => this.#exited(thread, cause))
    return thread
  }

  #finish(thread: Thread, reply: Reply): void {
    const job = thread.job
    thread.job = undefined
    thread.worker.unref()
    this.error = undefined
    if (reply.error) {
      const { code, message, details } = reply.error
      job?.reject(new TallyError(code, message, details ? { details } : {}))
    } else job?.resolve(reply.value)
    this.#assign()
  }

  #exited(thread: Thread, cause: unknown): void {
    this.#threads.delete(thread)
    if (!this.#leaving) {
      this.deaths++
      this.error = cause instanceof Error ? cause.message : 'a thread of the store ended'
    }
    thread.job?.reject(cause === undefined ? closed() : storeError(cause))
    if (!this.#leaving) this.#assign()
  }

  #cancel(job: Job, reason: unknown): void {
    const at = this.#waiting.indexOf(job)
    if (at >= 0) this.#waiting.splice(at, 1)
    else
      for (const thread of this.#threads)
        if (thread.job === job) Atomics.store(thread.cancelled, 0, job.call.id)
    job.reject(reason)
  }
}

function closed(): TallyError {
  return new TallyError('TALLY_STORE_UNAVAILABLE', 'the store is closed')
}
