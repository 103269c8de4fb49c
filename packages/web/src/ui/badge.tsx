import type { ReactNode } from 'react'
import styles from './badge.module.css'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'note'

export function Badge({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  )
}

/** A level by its name, beside its colour: never the colour alone. */
export function LevelBadge({ level }: { readonly level: string }) {
  return (
    <span className={styles.level} data-level={level}>
      {level}
    </span>
  )
}

const SEVERITIES: Readonly<Record<string, string>> = {
  critical: 'CRITICAL',
  high: 'ERROR',
  medium: 'WARNING',
  low: 'INFO',
  info: 'DEBUG',
}

/** Severity of a scan or a threat (Critical, High, Medium, Low, Info), in the colours of levels. */
export function SeverityBadge({ severity }: { readonly severity: string }) {
  return (
    <span className={styles.level} data-level={SEVERITIES[severity.toLowerCase()] ?? 'DEBUG'}>
      {severity}
    </span>
  )
}

/** Variable of the colour that fills charts for a level. */
export function levelColor(level: string): string {
  return `var(--level-${level.toLowerCase()}, var(--level-debug))`
}
export function severityColor(severity: string): string {
  return levelColor(SEVERITIES[severity.toLowerCase()] ?? 'DEBUG')
}
