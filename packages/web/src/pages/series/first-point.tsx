import { Command } from '../../ui/command.tsx'
import styles from './series.module.css'

/** How the first point is sent; the address is that of this console. */
export function FirstPoint() {
  const command = `curl -X POST ${location.origin}/api/v1/metrics -H "Authorization: Bearer $TALLYSTICK_KEY" -d '{"metric":"cpu_usage","value":42.5,"unit":"%"}'`
  return (
    <div className={styles.first}>
      <p>No metric was sent yet. From a shell:</p>
      <Command text={command} />
      <p>
        Or in an application: <code>recordMetric('response_time', 0.045, 's')</code>
      </p>
    </div>
  )
}
