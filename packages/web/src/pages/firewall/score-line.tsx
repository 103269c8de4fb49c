import { useWidth } from '../../chart/size.ts'
import { useTimes } from '../../time/format.ts'
import { levelColor } from '../../ui/badge.tsx'
import { dotsOf } from './dots.ts'
import styles from './firewall.module.css'
import type { ScanRow } from './scan.ts'

const HEIGHT = 160
const BOTTOM = 20
const LEFT = 28

/** Scores of scans over time, a dot each. The list below it holds the same, and is operated by keyboard. */
export function ScoreLine({
  rows,
  onOpen,
}: {
  readonly rows: readonly ScanRow[]
  readonly onOpen: (id: string) => void
}) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const times = useTimes()
  const dots = dotsOf(rows, { width, left: LEFT })
  const y = (score: number) => (HEIGHT - BOTTOM) * (1 - score * 0.92) - 4
  const [first, last] = [rows.at(-1)?.time, rows[0]?.time]
  return (
    <div ref={ref} style={{ height: HEIGHT }}>
      <svg
        role="img"
        aria-label={`Scores of ${rows.length} scans over time; the list below has the same`}
        width={width}
        height={HEIGHT}
        className={styles.dots}
      >
        {[0, 0.7, 1].map(score => (
          <g key={score}>
            <line
              x1={LEFT}
              x2={width}
              y1={y(score)}
              y2={y(score)}
              className={score === 0.7 ? styles.threshold : styles.gridLine}
            />
            <text x={LEFT - 6} y={y(score) + 3} textAnchor="end">
              {score}
            </text>
          </g>
        ))}
        {dots.map(({ id, x, score, severity, time }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the rows below open the same by keyboard.
          <circle
            key={id}
            cx={x}
            cy={y(score)}
            r={score >= 0.7 ? 5 : 4}
            style={{ fill: levelColor(score >= 0.7 ? 'CRITICAL' : score >= 0.4 ? 'WARNING' : 'INFO') }}
            onClick={() => onOpen(id)}
          >
            <title>{`${score.toFixed(2)} ${severity ?? ''} · ${times.row(time)}`}</title>
          </circle>
        ))}
        {first !== undefined && last !== undefined && (
          <>
            <text x={LEFT} y={HEIGHT - 4}>
              {times.short(first)}
            </text>
            {first !== last && (
              <text x={width} y={HEIGHT - 4} textAnchor="end">
                {times.short(last)}
              </text>
            )}
          </>
        )}
      </svg>
    </div>
  )
}
