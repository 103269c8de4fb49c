import type { TallyEvent } from '../../api/types.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { clip } from '../../ui/text.ts'
import { type Deed, deedOf } from './days.ts'

const TONES: Readonly<Record<Deed, Tone>> = {
  create: 'good',
  update: 'note',
  delete: 'bad',
  other: 'plain',
}

/** The type of an entry, in its own word. */
export function DeedBadge({ event }: { readonly event: TallyEvent }) {
  return <Badge tone={TONES[deedOf(event)]}>{clip(event.name ?? event.stream, 40)}</Badge>
}
