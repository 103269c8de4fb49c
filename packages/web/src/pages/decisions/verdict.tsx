import { Badge } from '../../ui/badge.tsx'

export function Verdict({ allowed }: { readonly allowed: boolean | null }) {
  if (allowed === null) return <Badge>no verdict</Badge>
  return allowed ? <Badge tone="good">allowed</Badge> : <Badge tone="bad">blocked</Badge>
}
