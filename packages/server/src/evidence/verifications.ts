import { TallyError, type TenantReport, timeFromMs } from '@tallystick/core'
import { type Actor, type Engine, recordDeed } from '@tallystick/engine'

/** What is told of findings at most; the rest is counted. */
const MAX_PROBLEMS = 100

export type VerificationProblem = {
  readonly kind: string
  readonly verdict: 'MISSING' | 'ALTERED'
  /** A sentence that names the place. */
  readonly message: string
}

/** A verification of a tenant's record by this server, in the names of wire and storage. */
export type Verification = {
  /** `failed`: it came to no verdict, and `error` says why. */
  readonly state: 'running' | 'done' | 'failed'
  readonly verdict: 'verified' | 'tampered' | 'cannot_tell' | null
  readonly started: string
  readonly finished: string | null
  /** Lines checked so far, and the lines there were when it began. */
  readonly checked: number
  readonly total: number
  readonly counts: TenantReport['counts'] | null
  readonly problems: readonly VerificationProblem[]
  /** Problems beyond those that are told. */
  readonly omitted: number
  readonly notes: readonly string[]
  /** Who asked for it. */
  readonly by: string
  readonly error: string | null
}

export type Verifications = {
  /** The one that runs, else the last that ended; undefined when there was none. */
  last(tenant: string): Promise<Verification | undefined>
  /** Begins one in the background, or gives the one that runs. Resolves once it is recorded that it begins; rejects as `Engine.ingest` does. */
  start(tenant: string, actor: Actor): Promise<Verification>
}

/** Verifications of tenants' records, one after the other whatever the number of tenants: each keeps a core busy. */
export function createVerifications(engine: Engine, now: () => number): Verifications {
  const running = new Map<string, Verification>()
  let turn: Promise<void> = Promise.resolve()

  const run = async (tenant: string, actor: Actor, begun: Verification): Promise<void> => {
    let ended: Verification
    try {
      const report = await engine.verify(tenant, {
        onProgress: checked => void running.set(tenant, { ...begun, checked }),
      })
      ended = { ...begun, ...outcomeOf(report), state: 'done', finished: timeFromMs(now()) }
    } catch (error) {
      if (error instanceof TallyError && error.code === 'TALLY_JOURNAL_CLOSED') return
      ended = { ...begun, state: 'failed', finished: timeFromMs(now()), error: (error as Error).message }
    }
    await engine.control.setSetting(settingOf(tenant), JSON.stringify(ended))
    const { verdict, counts, problems, omitted, error } = ended
    await recordDeed(engine, actor, {
      tenant,
      name: 'evidence.verified',
      message: `The verification that ${actor.name} began ended: ${verdict?.replace('_', ' ') ?? 'failed'}`,
      entity: ['tenant', tenant],
      details: {
        verdict,
        ...(counts === null ? {} : { counts: { ...counts } }),
        problems: problems.length + omitted,
        ...(error === null ? {} : { error }),
      },
    })
  }

  return {
    async last(tenant) {
      const current = running.get(tenant)
      if (current !== undefined) return current
      const kept = await engine.control.setting(settingOf(tenant))
      return kept === undefined ? undefined : (JSON.parse(kept) as Verification)
    },

    async start(tenant, actor) {
      const current = running.get(tenant)
      if (current !== undefined) return current
      const begun: Verification = {
        state: 'running',
        verdict: null,
        started: timeFromMs(now()),
        finished: null,
        checked: 0,
        total: engine.record(tenant).events,
        counts: null,
        problems: [],
        omitted: 0,
        notes: [],
        by: actor.name,
        error: null,
      }
      running.set(tenant, begun)
      try {
        await recordDeed(engine, actor, {
          tenant,
          name: 'evidence.verify',
          message: `${actor.name} began a verification of the record`,
          entity: ['tenant', tenant],
        })
      } catch (error) {
        running.delete(tenant)
        throw error
      }
      // What it comes to is kept; when even that fails the record is not writable, which /health says.
      turn = turn
        .then(() => run(tenant, actor, begun))
        .catch(() => undefined)
        .finally(() => running.delete(tenant))
      return begun
    },
  }
}

const settingOf = (tenant: string) => `evidence.verification.${tenant}`

const VERDICTS = ['verified', 'tampered', 'cannot_tell'] as const

function outcomeOf({ exitCode, counts, findings, omitted, notes }: TenantReport) {
  return {
    verdict: VERDICTS[exitCode],
    checked: Object.values(counts).reduce((sum, count) => sum + count, 0),
    counts,
    problems: findings
      .slice(0, MAX_PROBLEMS)
      .map(({ kind, verdict, message }): VerificationProblem => ({ kind, verdict, message })),
    omitted: omitted + Math.max(0, findings.length - MAX_PROBLEMS),
    notes,
  }
}
