/** Lines that belong to the one before: stack traces of the common languages, and indented text. */

const CONTINUES =
  /^(?:\s|Caused by: |Suppressed: |\.\.\. \d+ |at \S|Traceback \(most recent call last\)|During handling of the above exception|The above exception was|--- End of |goroutine \d+ |created by |\[signal |exit status \d|\^+\s*$|[)}\]]+[,;]?\s*$)/
/** Go prints frames as `main.run(0x…)` at the margin, their files indented. */
const GO_FRAME = /^[\w./*()[\]{}·-]+\(.*\)$/
const PYTHON_ERROR = /^[A-Za-z_][\w.]*(?::|$)/

export type Trace = {
  /** Whether `line` goes on with the event before it, by its looks alone. Call for every line of the event. */
  continues(line: string): boolean
  /** A new event begins. */
  reset(): void
}

export function createTrace(): Trace {
  let inside: 'python' | 'go' | undefined
  return {
    continues(line) {
      if (inside === 'python' && !/^\s/.test(line) && PYTHON_ERROR.test(line)) {
        // The exception itself ends a Python trace.
        inside = undefined
        return true
      }
      if (inside === 'go' && GO_FRAME.test(line)) return true
      if (!CONTINUES.test(line)) return false
      if (line.startsWith('Traceback')) inside = 'python'
      else if (line.startsWith('goroutine ')) inside = 'go'
      return true
    },
    reset() {
      inside = undefined
    },
  }
}
