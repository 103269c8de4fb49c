import type { Walk } from '@tallystick/firewall'
import { formatBytes, formatCount } from '../output/numbers.ts'
import type { Terminal } from '../terminal.ts'
import type { Totals } from './summary.ts'

/** Without a terminal, a line so often. */
const NOTE_EVERY_MS = 10_000

/** Says how far the scan is: on a terminal a line in place, else one now and then. */
export function createMeter(terminal: Terminal, { files }: Walk, totals: Totals) {
  const progress = terminal.progress()
  const started = terminal.now()
  const total = files.reduce((sum, file) => sum + file.size, 0)
  let noted = started
  let bytes = 0
  const line = (): string => {
    const seconds = Math.max((terminal.now() - started) / 1000, 0.001)
    const share = total === 0 ? totals.files / files.length : Math.min(bytes / total, 1)
    const full = Math.round(share * 20)
    return `[${'='.repeat(full)}${' '.repeat(20 - full)}] ${formatCount(totals.files)} of ${formatCount(files.length)} files, ${formatBytes(bytes / seconds)}/s, ${formatCount(totals.findings)} found`
  }
  return {
    advance: (more: number) => {
      bytes += more
      if (terminal.watched) progress.show(line())
      else if (terminal.now() - noted >= NOTE_EVERY_MS) {
        noted = terminal.now()
        terminal.note(line())
      }
    },
    clear: () => progress.clear(),
  }
}
