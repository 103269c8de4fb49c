import { count, percent, plural } from '../../ui/numbers.ts'
import { behind, hasChanged, type Pair, type Shares, shareHasChanged } from './compare.ts'
import type { Heat } from './heat.ts'

type Finding = { readonly tone: 'bad' | 'good' | 'note'; readonly text: string }

type Named = Pair & { readonly name: string }

/** What is known of both periods; what could not be asked is absent. Names are shown as they are: clip them before. */
export type Known = {
  readonly days: number
  /** Whether all of the period before is recorded: without it nothing is compared. */
  readonly comparable: boolean
  readonly events?: Pair | undefined
  readonly errors?: Pair | undefined
  readonly requests?: Pair | undefined
  readonly threats?: Pair | undefined
  readonly eventsByService?: readonly Named[] | undefined
  readonly errorsByService?: readonly Named[] | undefined
  readonly threatTypes?: readonly Named[] | undefined
  /** Threats by address, most first. */
  readonly sources?: readonly { readonly name: string; readonly count: number }[] | undefined
  readonly highRisk?: Shares | undefined
  readonly blocked?: Shares | undefined
  readonly heat?: Heat | undefined
}

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'] as const
const ORDER = { bad: 0, good: 1, note: 2 } as const
/** Least counts that are worth a sentence. */
const FEW = 10
const MANY = 50

/** What stands out, in words: what is worse first, then what is better, then what is only different. */
export function findingsOf(known: Known): readonly Finding[] {
  return [...compared(known), ...present(known)].sort((a, b) => ORDER[a.tone] - ORDER[b.tone])
}

function* compared(known: Known): Generator<Finding> {
  if (!known.comparable) return
  const past = `the ${known.days} days before`
  const { errors, threats, requests, events, eventsByService = [], threatTypes = [] } = known
  if (errors !== undefined) yield* changed('Errors', errors, past, 'bad', 'good', known.errorsByService, 'in')
  if (threats !== undefined) yield* changed('Threats', threats, past, 'bad', 'good', threatTypes, 'of type')
  for (const { name, now, before } of threatTypes)
    if (before === 0 && now >= FEW)
      yield { tone: 'bad', text: `Threats of type ${name} are new: ${count(now)}, none in ${past}.` }
  if (known.blocked !== undefined)
    yield* changedShare('Of decisions', 'were blocked', known.blocked, 'note', 'note')
  if (known.highRisk !== undefined)
    yield* changedShare('Of scans', 'were of high risk', known.highRisk, 'bad', 'good')
  for (const { name, now, before } of eventsByService) {
    if (now === 0 && before >= MANY)
      yield { tone: 'bad', text: `${name} has sent nothing; it sent ${plural(before, 'event')} in ${past}.` }
    if (before === 0 && now >= MANY)
      yield { tone: 'note', text: `${name} is new: ${plural(now, 'event')}, none in ${past}.` }
  }
  if (requests !== undefined) yield* changed('Requests', requests, past, 'note', 'note')
  if (events !== undefined) yield* changed('Events', events, past, 'note', 'note', eventsByService, 'from')
}

function* changed(
  what: string,
  pair: Pair,
  past: string,
  more: Finding['tone'],
  less: Finding['tone'],
  parts: readonly Named[] = [],
  preposition = '',
): Generator<Finding> {
  if (!hasChanged(pair)) return
  const { now, before } = pair
  const tone = now > before ? more : less
  if (before === 0) {
    yield { tone, text: `${what}: ${count(now)}, none in ${past}.` }
    return
  }
  const times = now / before
  const by =
    times >= 3
      ? `to ${times.toFixed(times < 10 ? 1 : 0)} times`
      : `by ${Math.round(Math.abs(times - 1) * 100)} % against`
  const how = now > before ? 'rose' : 'fell'
  const first = behind(pair, parts)
  const where =
    first === undefined ? '' : `, ${first.mostly ? 'mostly' : 'most of all'} ${preposition} ${first.name}`
  yield { tone, text: `${what} ${how} ${by} ${past}, from ${count(before)} to ${count(now)}${where}.` }
}

function* changedShare(
  of: string,
  were: string,
  shares: Shares,
  more: Finding['tone'],
  less: Finding['tone'],
): Generator<Finding> {
  if (!shareHasChanged(shares)) return
  const { part, whole } = shares
  const [now, before] = [part.now / whole.now, part.before / whole.before]
  yield {
    tone: now > before ? more : less,
    text: `${of} ${percent(now)} ${were}; ${percent(before)} before.`,
  }
}

/** What stands out without a comparison. */
function* present({
  events,
  errors,
  errorsByService,
  eventsByService,
  threats,
  sources,
  heat,
}: Known): Generator<Finding> {
  const [worst] = errorsByService ?? []
  if (worst !== undefined && errors !== undefined && events !== undefined && worst.now >= 2 * FEW) {
    const ofErrors = worst.now / errors.now
    const ofEvents = (eventsByService?.find(({ name }) => name === worst.name)?.now ?? 0) / events.now
    if (ofErrors >= 0.4 && ofErrors >= 2 * ofEvents)
      yield {
        tone: 'bad',
        text: `${worst.name} has ${percent(ofErrors, 0)} of the errors and ${percent(ofEvents, 0)} of the events.`,
      }
  }
  const [source] = sources ?? []
  if (source !== undefined && threats !== undefined && threats.now > 0 && source.count >= FEW) {
    const share = source.count / threats.now
    if (share >= 0.2)
      yield {
        tone: 'bad',
        text: `One address, ${source.name}, is behind ${percent(share, 0)} of the threats.`,
      }
  }
  if (heat !== undefined && heat.average >= 1 && heat.most.value >= 1.5 * heat.average) {
    const { weekday, hour, value } = heat.most
    yield {
      tone: 'note',
      text: `Busiest are ${DAYS[weekday]} from ${hour}:00 to ${hour + 1}:00, with ${(value / heat.average).toFixed(1)} times the events of an average hour.`,
    }
  }
}
