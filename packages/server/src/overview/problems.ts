import type { EngineHealth, Problem } from '@tallystick/engine'
import type { Verification } from '../evidence/verifications.ts'
import type { HostState } from './sampler.ts'

const LOW_DISK = 0.1
const NO_DISK = 0.03
/** Milliseconds by which the event loop is late before clients feel it. */
const SLOW_LOOP_MS = 250
/** A checkpoint is renewed each minute while nothing happens. */
const OLD_CHECKPOINT_S = 600

export type Observed = {
  readonly health: EngineHealth
  readonly verification: Verification | undefined
  readonly checkpointAge: number | null | undefined
  readonly checkpointError: string | undefined
  /** Only where whoever asks may see the host. */
  readonly host: HostState | undefined
}

/** What is broken or behind, the most important first. */
export function problemsOf(observed: Observed): Problem[] {
  const { health, verification, checkpointAge, checkpointError, host } = observed
  const problems = [...health.problems]
  if (checkpointError !== undefined)
    problems.push({
      severity: 'critical',
      text: `The checkpoint of the ledger is not what this instance signed: ${checkpointError}`,
      hint: 'Keep a copy of the data directory as it is, and check it with tally verify and the key that you keep elsewhere.',
    })
  if (verification?.verdict === 'tampered')
    problems.push({
      severity: 'critical',
      text: `The last verification found that the record was altered: ${verification.problems[0]?.message ?? 'see the evidence page'}`,
      hint: 'Keep a copy of the data directory as it is, and check it with tally verify and the key that you keep elsewhere.',
    })
  if (verification?.state === 'failed')
    problems.push({
      severity: 'warning',
      text: `The last verification came to no verdict: ${verification.error ?? ''}`,
      hint: 'Start another one on the evidence page.',
    })
  if (typeof checkpointAge === 'number' && checkpointAge > OLD_CHECKPOINT_S)
    problems.push({
      severity: 'warning',
      text: `The last checkpoint was signed ${Math.round(checkpointAge / 60)} minutes ago`,
      hint: 'Sealing may be stuck: see the log of the server.',
    })
  if (host !== undefined) problems.push(...ofHost(host))
  return problems.sort((a, b) => rank(a) - rank(b))
}

function* ofHost({ disk, eventLoopDelayMs }: HostState): Generator<Problem> {
  if (disk !== null && disk.total > 0 && disk.free / disk.total < LOW_DISK)
    yield {
      severity: disk.free / disk.total < NO_DISK ? 'critical' : 'warning',
      text: `${Math.round((100 * disk.free) / disk.total)} % of the disk of the data directory is free`,
      hint: 'Make room: when it is full, new events are refused.',
    }
  if (eventLoopDelayMs !== null && eventLoopDelayMs.p99 > SLOW_LOOP_MS)
    yield {
      severity: 'warning',
      text: `The server answers late: its event loop was held up for ${Math.round(eventLoopDelayMs.p99)} ms`,
      hint: 'It may lack processor time: look at CPU.',
    }
}

const rank = ({ severity }: Problem): number => (severity === 'critical' ? 0 : 1)
