import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TallyEvent } from '@tallystick/core'
import { decompressFrames } from '../../packages/cli/src/verify/zstd-frames.ts'

/** Every line of a tenant's journal, straight from the files. */
export async function* journalEvents(data: string, tenant = 'default'): AsyncGenerator<TallyEvent> {
  const folder = join(data, 'journal', tenant)
  const names = readdirSync(folder).filter(name => /^\d{16}\.ndjson(\.zst)?$/.test(name))
  for (const first of new Set(names.map(name => name.slice(0, 16)).sort())) {
    const plain = join(folder, `${first}.ndjson`)
    for await (const chunk of segment(plain)) {
      if ('damage' in chunk) throw new Error(`${plain}: ${chunk.damage}`)
      for (const line of Buffer.from(chunk).toString().split('\n'))
        if (line !== '') yield JSON.parse(line) as TallyEvent
    }
  }
}

/** A segment, whichever form it has; a running server may be compressing it just now. */
function segment(plain: string) {
  try {
    return [readFileSync(plain)]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return decompressFrames(createReadStream(`${plain}.zst`))
  }
}
