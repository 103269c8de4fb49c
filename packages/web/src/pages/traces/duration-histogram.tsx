import { Columns } from '../../chart/bars.tsx'
import { duration } from '../../ui/numbers.ts'
import type { Durations } from './use-traces.ts'

/** How many root spans took how long. The last column holds all that took longer. */
export function DurationHistogram({ durations: { bins } }: { readonly durations: Durations }) {
  return (
    <Columns
      label="Root spans by duration"
      height={196}
      bars={bins.map(({ from, count }, i) => ({
        name: i === bins.length - 1 ? `≥${duration(from)}` : duration(from),
        value: count,
      }))}
    />
  )
}
