import {
  formatKeyId,
  fromBase64,
  type LedgerEntry,
  openWithPin,
  type ParsedLine,
  type ProofDocument,
  type ProofPath,
  type ProofVerdict,
  parseCheckpointText,
  parseEntry,
  parseLine,
  parseNote,
  parseProofDocument,
  parseVerifierKey,
  toBase64,
  toHex,
  treeHasher,
  utf8,
  type VerifierKey,
  verifyProof,
} from '@tallystick/core'

/** One hashing on the way up a tree: with the sibling on that side, it gives `result` (hex). */
export type Climb = { readonly side: 'left' | 'right'; readonly sibling: string; readonly result: string }

/** A way from a leaf to a root, and whether it ends at the root that was claimed. Hashes are hex. */
export type Ascent = {
  readonly leaf: string
  readonly index: number
  readonly size: number
  readonly climbs: readonly Climb[]
  readonly claimed: string | undefined
  readonly ok: boolean
}

export type Signature = {
  readonly ok: boolean
  readonly origin: string
  /** Name and id of the pinned key. */
  readonly key: string
  readonly size: number | undefined
  /** Epoch ms, where the signature says. */
  readonly signedAt: number | undefined
  readonly problem: string | undefined
}

/** A proof recomputed, step by step. What a step cannot read is absent. `verdict` is core's own, on the same document. */
export type Steps = {
  readonly document: ProofDocument
  readonly bytes: number
  readonly line: ParsedLine | undefined
  readonly lineProblem: string | undefined
  readonly entry: LedgerEntry | undefined
  readonly batch: Ascent
  readonly ledger: Ascent
  readonly signature: Signature
  readonly verdict: ProofVerdict
}

const hasher = treeHasher()

/** Follows a proof document against a pinned key. Throws when it is none, or the pin is no key. */
export function followSteps(value: unknown, pin: string): Steps {
  const document = parseProofDocument(value)
  const [key, keyProblem] = attempt(() => parseVerifierKey(pin))
  if (key === undefined) throw new Error(`The key that this browser remembers is none: ${keyProblem}`)
  const bytes = utf8(document.line)
  const [line, lineProblem] = attempt(() => parseLine(bytes))
  const [entry] = attempt(() => parseEntry(utf8(document.entry)))
  const signature = signatureOf(document.checkpoint, key)
  const root = checkpointRoot(document.checkpoint)
  return {
    document,
    bytes: bytes.length,
    line,
    lineProblem,
    entry,
    batch: climb(document.batch_proof, line?.tombstone?.leaf ?? hasher.leaf(bytes), entry?.root),
    ledger: climb(document.ledger_proof, hasher.leaf(utf8(document.entry)), root),
    signature,
    verdict: verifyProof(document, key),
  }
}

/** Every hashing of an inclusion proof (RFC 9162 §2.1.3.2), as core's verifyInclusion does them. */
function climb(
  { index, size, hashes }: ProofPath,
  leaf: Uint8Array,
  claimed: Uint8Array | undefined,
): Ascent {
  const climbs: Climb[] = []
  let node = index
  let last = size - 1
  let hash = leaf
  let fits = index < size
  for (const text of hashes) {
    const [sibling] = attempt(() => fromBase64(text))
    if (sibling === undefined || last <= 0) {
      fits = false
      break
    }
    const side = node % 2 === 1 || node === last ? 'left' : 'right'
    hash = side === 'left' ? hasher.node(sibling, hash) : hasher.node(hash, sibling)
    climbs.push({ side, sibling: toHex(sibling), result: toHex(hash) })
    if (side === 'left')
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return {
    leaf: toHex(leaf),
    index,
    size,
    climbs,
    claimed: claimed === undefined ? undefined : toHex(claimed),
    ok: fits && last === 0 && claimed !== undefined && toBase64(hash) === toBase64(claimed),
  }
}

function signatureOf(note: string, pin: VerifierKey): Signature {
  const [text] = attempt(() => parseCheckpointText(parseNote(note).text))
  const [opened, problem] = attempt(() => openWithPin(note, pin))
  return {
    ok: opened !== undefined,
    origin: text?.origin ?? '',
    key: `${pin.name}+${formatKeyId(pin.id)}`,
    size: text?.size,
    signedAt: opened?.signedAt === undefined ? undefined : opened.signedAt * 1_000,
    problem,
  }
}

function checkpointRoot(note: string): Uint8Array | undefined {
  return attempt(() => parseCheckpointText(parseNote(note).text).root)[0]
}

function attempt<T>(what: () => T): [T, undefined] | [undefined, string] {
  try {
    return [what(), undefined]
  } catch (error) {
    return [undefined, (error as Error).message]
  }
}

/**
 * What is wrong although the proof itself holds: it may be of another event than was asked for. A tombstone has no id of its event, so that only its
 * place in the record vouches for it.
 */
export function isOfAnother({ line }: Steps, id: string): boolean {
  return line?.id !== undefined && line.id !== id
}

/** The document with one character of its line changed: the last letter or digit of the message, else of the line. */
export function tampered(document: ProofDocument): { readonly document: ProofDocument; readonly at: number } {
  const { line } = document
  const message = /"message":"((?:[^"\\]|\\.)*)"/.exec(line)
  const end = message === null ? line.length : message.index + message[0].length
  let at = end - 1
  while (at > 0 && !/[a-z0-9]/i.test(line[at]!)) at--
  const other = line[at] === '7' ? '8' : /\d/.test(line[at]!) ? '7' : line[at] === 'x' ? 'y' : 'x'
  return { document: { ...document, line: line.slice(0, at) + other + line.slice(at + 1) }, at }
}
