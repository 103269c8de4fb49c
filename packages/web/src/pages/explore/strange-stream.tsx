import { STREAMS, suggest } from '@tallystick/core'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { clip } from '../../ui/text.ts'
import styles from './nothing.module.css'

/** That the address names a stream which there is not, and the ways out of it. */
export function StrangeStream({
  stream,
  onStream,
}: {
  readonly stream: string
  readonly onStream: (stream: string | undefined) => void
}) {
  const meant = suggest(stream, STREAMS)
  return (
    <Empty title={`There is no stream “${clip(stream, 40)}”`}>
      <p>So nothing is searched. The streams are {STREAMS.join(', ')}.</p>
      <div className={styles.choices}>
        {meant !== undefined && (
          <Button small look="primary" onClick={() => onStream(meant)}>
            In {meant}
          </Button>
        )}
        <Button small look={meant === undefined ? 'primary' : 'plain'} onClick={() => onStream(undefined)}>
          In all but audit
        </Button>
      </div>
    </Empty>
  )
}
