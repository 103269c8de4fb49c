import { useMemo } from 'react'
import { useMay } from '../../api/session.tsx'
import { useAddress } from '../../app/use-address.ts'
import { FILTERS, queryOf, type ScanFilter } from './filter.ts'

/** The scans that the address means, and how to narrow them. */
export function useScans() {
  const { params, go } = useAddress()
  const payload = useMay('payload')
  return useMemo(() => {
    const filter: ScanFilter = Object.fromEntries(FILTERS.map(name => [name, params[name]]))
    return {
      filter,
      /** Whether attributes, and with them scores, may be seen. */
      payload,
      query: queryOf(filter, payload),
      narrow: (changes: Partial<ScanFilter>) => go({ ...changes, open: undefined }),
      open: (id: string) => go({ open: id }),
    }
  }, [params, payload, go])
}
export type Scans = ReturnType<typeof useScans>
