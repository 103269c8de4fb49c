import { ArrowLeft, ArrowRight, Check, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTimes } from '../../time/format.ts'
import { count, plural } from '../../ui/numbers.ts'
import { clip, seen } from '../../ui/text.ts'
import styles from './evidence.module.css'
import type { Ascent, Steps } from './proof-steps.ts'

/** Characters of a line that are shown; all of them are hashed. */
const SHOWN = 3_000

/** A proof, one step below the other, with the verdict above. `changedAt` is where a character of the line was changed on purpose. */
export function ProofView({
  steps,
  changedAt,
  another,
}: {
  readonly steps: Steps
  readonly changedAt: number | undefined
  readonly another: boolean
}) {
  const { document, bytes, line, lineProblem, entry, batch, ledger, signature } = steps
  const times = useTimes()
  const inBatch = entry !== undefined && line !== undefined && line.seq === entry.firstSeq + batch.index
  const erased = line?.tombstone
  return (
    <div className={styles.proof}>
      <Verdict steps={steps} another={another} />
      <ol className={styles.steps}>
        <Step title="The line" ok={line !== undefined && !another}>
          <p>
            {erased === undefined
              ? `The event as it stands in the record: ${plural(bytes, 'byte')}.`
              : `The event was erased on ${times.full(erased.at)} by ${clip(erased.by, 80)}: ${clip(erased.reason, 200)}. What stands in its place carries the hash it had.`}
            {lineProblem !== undefined && ` ${lineProblem}.`}
            {another && ` It is event ${clip(line?.id ?? '', 64)}, not the one that was asked for.`}
          </p>
          <LineText text={document.line} at={changedAt} />
          <Hash
            name={erased === undefined ? 'SHA-256(00 ‖ line)' : 'hash of the erased line'}
            value={batch.leaf}
          />
        </Step>
        <Step title="Up to its batch" ok={batch.ok && inBatch}>
          <p>
            It is line {count(batch.index + 1)} of {count(batch.size)} that were sealed together. Hashed with{' '}
            {plural(batch.climbs.length, 'neighbour')} it must give the root of that batch.
          </p>
          <Climbs ascent={batch} root="root in the ledger entry" />
        </Step>
        <Step title="The ledger entry" ok={entry !== undefined && inBatch}>
          {entry === undefined ? (
            <p>What was given is no ledger entry.</p>
          ) : (
            <p>
              Entry {count(entry.batch)} of the ledger, made {times.full(entry.time)}, commits to lines{' '}
              {count(entry.firstSeq)} to {count(entry.firstSeq + entry.count - 1)}
              {line === undefined
                ? ''
                : inBatch
                  ? `; this one is ${count(line.seq)}`
                  : `; this one says ${count(line.seq)}`}
              .
            </p>
          )}
          <Hash name="SHA-256(00 ‖ entry)" value={ledger.leaf} />
        </Step>
        <Step title="Up to the ledger" ok={ledger.ok}>
          <p>
            Entry {count(ledger.index)} among {count(ledger.size)}. With{' '}
            {plural(ledger.climbs.length, 'neighbour')} it must give the root that was signed.
          </p>
          <Climbs ascent={ledger} root="root in the checkpoint" />
        </Step>
        {document.erasure !== undefined && (
          <Step title="The erasure" ok={steps.verdict.verdict === 'ERASED'}>
            <p>
              That it was erased is in the ledger as well: an entry of its own commits to what stands in the
              place of the line, under the same checkpoint.
            </p>
          </Step>
        )}
        <Step title="The checkpoint" ok={signature.ok}>
          <p>
            {signature.ok
              ? `Signed by ${signature.key}, the key that this browser remembers${signature.signedAt === undefined ? '' : `, on ${times.full(signature.signedAt)}`}.`
              : `Not signed by ${signature.key}, the key that this browser remembers: ${signature.problem}.`}
          </p>
          <pre className={styles.text}>{seen(document.checkpoint.slice(0, SHOWN))}</pre>
        </Step>
      </ol>
    </div>
  )
}

function Verdict({ steps: { verdict }, another }: { readonly steps: Steps; readonly another: boolean }) {
  const { name, tone, text } = verdictOf(verdict, another)
  return (
    <div className={styles.verdict} data-tone={tone} role="status">
      {tone === 'bad' ? <X size={18} aria-hidden="true" /> : <Check size={18} aria-hidden="true" />}
      <div>
        <strong>{name}</strong>
        <p>{text}</p>
      </div>
    </div>
  )
}

function verdictOf(
  verdict: Steps['verdict'],
  another: boolean,
): { name: string; tone: string; text: string } {
  if (verdict.verdict === 'ALTERED')
    return { name: 'ALTERED', tone: 'bad', text: `This is not what was recorded: ${verdict.reason}.` }
  if (another)
    return {
      name: 'ANOTHER EVENT',
      tone: 'bad',
      text: 'The proof holds, but it is of another event than this one.',
    }
  return verdict.verdict === 'ERASED'
    ? {
        name: 'ERASED',
        tone: 'warn',
        text: `Line ${count(verdict.seq)} was erased as the ledger says it was, and everything around it still proves.`,
      }
    : {
        name: 'VERIFIED',
        tone: 'good',
        text: `Line ${count(verdict.seq)} of ${verdict.tenant} is exactly what was recorded, byte for byte.`,
      }
}

function Step({
  title,
  ok,
  children,
}: {
  readonly title: string
  readonly ok: boolean
  readonly children: ReactNode
}) {
  return (
    <li className={styles.step} data-ok={ok}>
      <span className={styles.dot}>
        {ok ? <Check size={12} aria-hidden="true" /> : <X size={12} aria-hidden="true" />}
      </span>
      <div className={styles.stepBody}>
        <h3>
          {title} <span className="hidden-visually">{ok ? 'holds' : 'does not hold'}</span>
        </h3>
        {children}
      </div>
    </li>
  )
}

function LineText({ text, at }: { readonly text: string; readonly at: number | undefined }) {
  const from = at === undefined ? 0 : Math.max(0, at - SHOWN / 2)
  const part = text.slice(from, from + SHOWN)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <pre className={styles.text} tabIndex={0}>
      {from > 0 && '… '}
      {at === undefined ? (
        seen(part)
      ) : (
        <>
          {seen(text.slice(from, at))}
          <mark>{seen(text.slice(at, at + 1))}</mark>
          {seen(text.slice(at + 1, from + SHOWN))}
        </>
      )}
      {from + SHOWN < text.length && ` … and ${count(text.length - from - SHOWN)} more characters`}
    </pre>
  )
}

function Climbs({
  ascent: { climbs, claimed, leaf, ok },
  root,
}: {
  readonly ascent: Ascent
  readonly root: string
}) {
  return (
    <>
      {climbs.length > 0 && (
        <ol className={styles.climbs}>
          {climbs.map(({ side, sibling, result }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the level in the tree is what it is.
            <li key={i}>
              <span className={styles.side}>
                {side === 'left' ? (
                  <ArrowLeft size={12} aria-hidden="true" />
                ) : (
                  <ArrowRight size={12} aria-hidden="true" />
                )}
                {side}
              </span>
              <code title={sibling}>{short(sibling)}</code>
              <span aria-hidden="true">→</span>
              <code title={result}>{short(result)}</code>
            </li>
          ))}
        </ol>
      )}
      <Hash name="computed" value={climbs.at(-1)?.result ?? leaf} />
      <Hash name={root} value={claimed ?? 'none'} wrong={!ok} />
    </>
  )
}

function Hash({
  name,
  value,
  wrong,
}: {
  readonly name: string
  readonly value: string
  readonly wrong?: boolean
}) {
  return (
    <p className={styles.hash} data-wrong={wrong}>
      <span>{name}</span> <code>{value}</code>
      {wrong && <b>differs</b>}
    </p>
  )
}

const short = (hex: string) => `${hex.slice(0, 10)}…${hex.slice(-6)}`
