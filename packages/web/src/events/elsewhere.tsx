import { BadgeCheck, ScrollText, Waypoints } from 'lucide-react'
import { useMay } from '../api/session.tsx'
import { LinkButton } from '../ui/link-button.tsx'

/** Where else an event is looked at: in its trace, among the others of its stream, in its proof. */
export function Elsewhere({
  id,
  stream,
  trace,
}: {
  readonly id: string
  readonly stream: string
  readonly trace: string | undefined
}) {
  const mayVerify = useMay('verify')
  return (
    <>
      {trace !== undefined && (
        <LinkButton to="/traces" search={{ trace }}>
          <Waypoints size={14} aria-hidden="true" /> Trace
        </LinkButton>
      )}
      <LinkButton to="/explore" search={{ stream, open: id }}>
        <ScrollText size={14} aria-hidden="true" /> Event
      </LinkButton>
      {mayVerify && (
        <LinkButton to="/evidence" search={{ id }}>
          <BadgeCheck size={14} aria-hidden="true" /> Proof
        </LinkButton>
      )}
    </>
  )
}
