import { randomFillSync } from 'node:crypto'
import { createIdGenerator } from '@tallystick/core'
import { type About, type RecordStore, recordOf, recordOfFailure } from '../record/index.ts'
import type { FileReport } from './types.ts'

/** Records that may wait for the disk: a store drops what finds no room, and a batch can wait. */
const WAITING = 256

const newId = createIdGenerator(randomFillSync)

/** Records files, one record each. */
export class BatchRecorder {
  readonly #store: Pick<RecordStore, 'append'>
  readonly #about: Omit<About, 'file'>
  #waiting: Promise<unknown>[] = []
  /** Records for which there was no room. */
  dropped = 0

  constructor(store: Pick<RecordStore, 'append'>, about: Omit<About, 'file'>) {
    this.#store = store
    this.#about = about
  }

  /** Records what became of a file; binaries were not scanned and are not recorded. Resolves when there is room for the next. */
  async add(report: FileReport): Promise<void> {
    if (report.outcome === 'binary') return
    const { file, lines, result, error } = report
    const about = {
      ...this.#about,
      file: {
        ...(file.repo === undefined ? {} : { repo: file.repo }),
        file_path: file.relative,
        detector: [...new Set(report.findings.map(({ scanner }) => scanner))].sort().join(','),
        line_count: lines.count,
        avg_line_len: Math.round(lines.average * 100) / 100,
        max_line_len: lines.longest,
      },
    }
    const record =
      result !== undefined && report.outcome !== 'unreadable'
        ? recordOf(result, about)
        : recordOfFailure(
            {
              id: result?.id ?? newId(Date.now()),
              stage: 'file',
              input_hash: result?.input_hash ?? '',
              error: Object.assign(new Error(), { code: error }),
              latency_ms: result?.latency_ms ?? 0,
              action: 'allow',
            },
            about,
          )
    this.#waiting.push(
      this.#store.append(record).then(appended => {
        if (appended === 'dropped') this.dropped++
      }),
    )
    if (this.#waiting.length >= WAITING) await this.flush()
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    await Promise.all(waiting)
  }
}
