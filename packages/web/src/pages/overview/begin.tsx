import { DemoData, type useDemo } from '../../app/demo-data.tsx'
import { Command } from '../../ui/command.tsx'
import styles from './begin.module.css'

/** How to begin, where nothing was recorded yet: each way with the exact command, for the address of this console. */
export function Begin({ demo }: { readonly demo: ReturnType<typeof useDemo> }) {
  const { origin } = location
  const ways: readonly { readonly title: string; readonly text: string; readonly command: string }[] = [
    {
      title: 'Send one event',
      text: 'From any shell. The answer says that it is on the disk.',
      command: `curl -X POST ${origin}/api/v1/events -H "Authorization: Bearer $TALLYSTICK_KEY" -d '{"level":"INFO","service":"shop","message":"Hello"}'`,
    },
    {
      title: 'Log from an application',
      text: `With TALLYSTICK_URL=${origin} and TALLYSTICK_KEY in its environment:`,
      command:
        "import { getLogger } from '@tallystick/sdk'\n\ngetLogger('shop').info('Order paid', { metadata: { order: '55' } })",
    },
    {
      title: 'Take in what is there',
      text: 'Files and folders, compressed or not; run again, it adds only what is new.',
      command: 'npx tally import /var/log',
    },
  ]
  return (
    <section className={styles.begin} aria-labelledby="begin">
      <header>
        <h2 id="begin">Nothing is recorded yet</h2>
        <p>
          The first start of the server printed a key; more are made under Admin:{' '}
          <code>export TALLYSTICK_KEY=…</code>
        </p>
      </header>
      <div className={styles.ways}>
        {ways.map(({ title, text, command }) => (
          <div key={title} className={styles.way}>
            <h3>{title}</h3>
            <p>{text}</p>
            <Command text={command} label={`Copy: ${title}`} />
          </div>
        ))}
        <div className={styles.way}>
          <h3>Or look around first</h3>
          <DemoData demo={demo} />
        </div>
      </div>
    </section>
  )
}
