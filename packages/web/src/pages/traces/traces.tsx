import { useSearch } from '@tanstack/react-router'
import { TraceList } from './list.tsx'
import { TraceView } from './trace.tsx'

/** Where the time of requests went: a list of traces, or the one that the address names. */
export default function Traces() {
  const { trace } = useSearch({ strict: false }) as { trace?: string }
  return trace === undefined ? <TraceList /> : <TraceView key={trace} id={trace} />
}
