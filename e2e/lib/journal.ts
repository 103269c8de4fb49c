import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TallyEvent } from '@tallystick/core'
import { decompressFrames } from '../../packages/cli/src/verify/zstd-frames.ts'

/** Every line of a tenant's journal, straight from the files. */
export async function* journalEvents(data: string, tenant = 'default'): AsyncGenerator<TallyEvent> {
  const folder = join(data, 'journal', tenant)
  const names = readdirSync(folder).filter(name => /^\d{16}\.ndjson(\.zst)?$/.test(name))
  for (const name of names.sort()) {
    for await (const chunk of name.endsWith('.zst')
      ? decompressFrames(createReadStream(join(folder, name)))
      : [readFileSync(join(folder, name))]) {
      if ('damage' in chunk) throw new Error(`${name}: ${chunk.damage}`)
      for (const line of Buffer.from(chunk).toString().split('\n'))
        if (line !== '') yield JSON.parse(line) as TallyEvent
    }
  }
}
