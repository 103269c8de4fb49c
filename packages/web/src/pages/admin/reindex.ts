import { useState } from 'react'
import { streamLines } from '../../api/client.ts'

type Progress = { readonly tenant: string; readonly done: number; readonly total: number }

/** Rebuilding the index, with how far it is while it runs. It goes on in the server when this page is left. */
export function useReindex() {
  const [progress, setProgress] = useState<Progress>()
  const run = async () => {
    setProgress({ tenant: '', done: 0, total: 0 })
    try {
      await streamLines('/api/v1/reindex', line => {
        if ('done' in (line as object)) setProgress(line as Progress)
      })
    } finally {
      setProgress(undefined)
    }
  }
  return { progress, run }
}
