import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  formatVerifierKey,
  fromUtf8,
  isKeyName,
  type Sign,
  TallyError,
  type VerifierKey,
  verifierKey,
} from '@tallystick/core'
import { makeDirectory, readIfPresent, replaceFile } from './disk.ts'
import { type Layout, listTenants } from './layout.ts'

const DEFAULT_HOST = 'tallystick.local'
const INSTANCE_FILE = 'instance.json'
const KEY_FILE = 'signing-key.pem'
const PUBLIC_FILE = 'verifier.pub'

/** Who signs the ledgers of this data directory. */
export type SigningKey = {
  /** Instance key: its name is `<host>/<instance id>`; a tenant's follows from it. */
  readonly verifier: VerifierKey
  /** PKCS#8 PEM, to hand to the thread that signs. */
  readonly privateKeyPem: string
}

/**
 * Opens `keys/`, making identity and key at the first start: `instance.json` (host and instance id), `signing-key.pem` (Ed25519, PKCS#8,
 * mode 0600) and `verifier.pub` (the vkey to pin). Throws TALLY_SIGNING_KEY when a ledger stands but its key is gone.
 */
export function openSigningKey(layout: Layout, host = DEFAULT_HOST): SigningKey {
  makeDirectory(layout.keys)
  const path = (name: string) => join(layout.keys, name)
  const existing = readIfPresent(path(KEY_FILE))
  if (existing === undefined) refuseIfSigned(layout, path(KEY_FILE))
  const name = readInstance(path(INSTANCE_FILE)) ?? makeInstance(layout, path(INSTANCE_FILE), host)
  const privateKeyPem = existing?.toString('utf8') ?? makeKey(path(KEY_FILE))
  const verifier = verifierKey(name, publicBytes(parseKey(privateKeyPem, path(KEY_FILE))))
  const vkey = `${formatVerifierKey(verifier)}\n`
  const published = readIfPresent(path(PUBLIC_FILE))
  if (published === undefined) replaceFile(path(PUBLIC_FILE), Buffer.from(vkey), 0o644)
  else if (fromUtf8(published)?.trim() !== vkey.trim())
    throw new TallyError(
      'TALLY_SIGNING_KEY',
      `${path(PUBLIC_FILE)} is not the public half of ${path(KEY_FILE)}`,
    )
  return { verifier, privateKeyPem }
}

/** Signs with a PKCS#8 PEM key. */
export function signer(privateKeyPem: string): Sign {
  const key = createPrivateKey(privateKeyPem)
  return message => sign(null, message, key)
}

function readInstance(path: string): string | undefined {
  const file = readIfPresent(path)
  if (file === undefined) return undefined
  let name = ''
  try {
    const { host, instance } = JSON.parse(file.toString('utf8')) as { host: unknown; instance: unknown }
    name = `${host}/${instance}`
  } catch {
    // Falls through to the refusal below.
  }
  if (!isInstanceName(name))
    throw new TallyError('TALLY_SIGNING_KEY', `${path} does not name a host and an instance`)
  return name
}

function makeInstance(layout: Layout, path: string, host: string): string {
  refuseIfSigned(layout, path)
  const instance = randomBytes(8).toString('hex')
  if (!isInstanceName(`${host}/${instance}`))
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `${JSON.stringify(host)} cannot be the host of a ledger's origin`,
    )
  replaceFile(path, Buffer.from(`${JSON.stringify({ host, instance })}\n`))
  return `${host}/${instance}`
}

function makeKey(path: string): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  replaceFile(path, Buffer.from(pem))
  return pem
}

function parseKey(pem: string, path: string): KeyObject {
  let key: KeyObject | undefined
  try {
    key = createPrivateKey(pem)
  } catch {
    // Falls through to the refusal below.
  }
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new TallyError('TALLY_SIGNING_KEY', `${path} is not an Ed25519 private key in PKCS#8 PEM`)
  return key
}

/** The raw public key: the last 32 bytes of its SubjectPublicKeyInfo (RFC 8410 §4). */
function publicBytes(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32)
}

function refuseIfSigned(layout: Layout, path: string): void {
  const signed = listTenants(layout.ledger).find(tenant => existsSync(join(layout.log(tenant), 'checkpoint')))
  if (signed !== undefined)
    throw new TallyError(
      'TALLY_SIGNING_KEY',
      `${path} is missing, but ledger/${signed} is signed with it: restore the keys folder from a backup`,
    )
}

function isInstanceName(name: string): boolean {
  return /^[^/]+\/[0-9a-f]{16}$/.test(name) && isKeyName(name)
}
