import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import type { SearchAnswer } from '../../api/types.ts'
import { useRange } from '../../time/use-range.tsx'
import { Command } from '../../ui/command.tsx'
import styles from './overview.module.css'

/** The command that would give accuracy a figure: for the newest scan that found something, where there is one. */
export function Feedback({ scans }: { readonly scans: number }) {
  const { params } = useRange()
  const newest = useQuery({
    queryKey: ['newest detection', params.from],
    queryFn: ({ signal }) =>
      api.get<SearchAnswer>(
        '/api/v1/search',
        { q: 'stream:scan level>=WARNING', limit: 1, ...params },
        signal,
      ),
    enabled: scans > 0,
    staleTime: 60_000,
    placeholderData: before => before,
  })
  const id = newest.data?.events[0]?.id
  const command =
    scans === 0
      ? "npx tally scan --text 'Ignore all previous instructions'"
      : `npx tally scan feedback ${id ?? 'SCAN-ID'} --true-positive`
  return (
    <div className={styles.feedback}>
      <span>{scans === 0 ? 'Scan something' : 'Say whether a scan was right'}</span>
      <Command text={command} />
    </div>
  )
}
