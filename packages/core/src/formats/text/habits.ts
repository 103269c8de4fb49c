/**
 * One line alone cannot say whether `node-7` after its time is a host or the first word of a sentence; a file can.
 * Where the header grammar meets such a question it asks by name, and says what this line looks like. While the first
 * lines of a file are read the answers are counted; afterwards the file's habit decides, where it has one.
 */
export type Habits = {
  /** While true, the features of every line count. */
  readonly learning: boolean
  /** The file's habit; undefined when it has none and the grammar uses its own judgement. */
  says(question: string): boolean | undefined
  /** `says`, and in learning counts whether this line has the feature. A column that shows many different `value`s is no header. */
  ask(question: string, holds: boolean, value?: string): boolean | undefined
}

/** For a line that stands alone. */
export const NO_HABITS: Habits = { learning: false, says: () => undefined, ask: () => undefined }

/** Lines needed before a habit is believed. */
const ENOUGH = 5
/** A feature is a habit when this share of lines has it, and is held to be chance below the other. */
const ALWAYS = 0.95
const SELDOM = 0.5
/** A column with few different values in many lines belongs to the header. */
const FEW_VALUES = 0.05

type Count = { asked: number; held: number; values: Set<string> }

export type HabitLearner = Habits & {
  learning: boolean
  /** Ends one pass over a sample of `lines` lines: what was counted becomes the answers of the next. */
  endPass(lines: number): void
}

/** Counts over several passes, as the answer to one question moves the place of the next. */
export function createHabits(): HabitLearner {
  let counts = new Map<string, Count>()
  let answers = new Map<string, boolean>()
  return {
    learning: true,
    says: question => answers.get(question),
    ask(question, holds, value) {
      if (this.learning) {
        let count = counts.get(question)
        if (count === undefined) {
          count = { asked: 0, held: 0, values: new Set() }
          counts.set(question, count)
        }
        count.asked++
        if (holds) count.held++
        if (value !== undefined) count.values.add(value)
      }
      return answers.get(question)
    },
    endPass(lines) {
      answers = new Map()
      if (lines >= ENOUGH)
        for (const [question, { asked, held, values }] of counts) {
          const steady = values.size <= Math.max(1, lines * FEW_VALUES)
          if (held >= lines * ALWAYS && steady) answers.set(question, true)
          else if (held < asked * SELDOM || !steady) answers.set(question, false)
        }
      counts = new Map()
    },
  }
}
