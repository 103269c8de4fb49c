import assert from 'node:assert/strict'
import { generateKeyPairSync, sign as nodeSign, verify as nodeVerify } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  cosignatureTime,
  cosignNote,
  deriveVerifierKey,
  formatNote,
  formatVerifierKey,
  keyForOrigin,
  openCheckpoint,
  openNote,
  parseCheckpointText,
  parseNote,
  parseVerifierKey,
  SIGNATURE_TYPE,
  type Sign,
  signCheckpoint,
  signNote,
  tenantVerifierKey,
  treeHasher,
  verifierKey,
  verifyNoteSignature,
} from '../../src/integrity/index.ts'

function newKey(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  const sign: Sign = message => new Uint8Array(nodeSign(null, message, privateKey))
  return { key: verifierKey(name, raw), sign, publicKey }
}

const root = treeHasher().empty()
const invalid = { code: 'TALLY_PROOF_INVALID' }

describe('verifier keys', () => {
  test('read back as they are printed', () => {
    const { key } = newKey('tallystick.local/0123456789abcdef')
    assert.deepEqual(parseVerifierKey(formatVerifierKey(key)), key)
    assert.deepEqual(parseVerifierKey(`${formatVerifierKey(key)}\n`), key)
  })

  test('are refused when name, id, type or length is wrong', () => {
    const text = formatVerifierKey(newKey('a.example/log').key)
    const [name, id, key] = text.split('+') as [string, string, string]
    for (const bad of [
      '',
      name,
      `${name}+${id}`,
      `+${id}+${key}`,
      `${name}+${id.toUpperCase()}x+${key}`,
      `other+${id}+${key}`,
      `${name} x+${id}+${key}`,
      `${name}+00000000+${key}`,
      `${name}+${id}+${key.slice(0, -4)}`,
      `${name}+${id}+!${key}`,
    ]) {
      assert.throws(() => parseVerifierKey(bad), invalid, bad)
    }
  })

  test('of an instance give the keys of its tenants', () => {
    const { key } = newKey('host/0123456789abcdef')
    const tenant = tenantVerifierKey(key, 'acme')
    assert.equal(tenant.name, 'host/0123456789abcdef/acme')
    assert.deepEqual(tenant.publicKey, key.publicKey)
    assert.notEqual(tenant.id, key.id)
    assert.deepEqual(keyForOrigin(key, tenant.name), tenant)
    assert.deepEqual(keyForOrigin(tenant, tenant.name), tenant)
    assert.equal(keyForOrigin(key, 'host/0123456789abcdef/acme/more'), undefined)
    assert.equal(keyForOrigin(key, 'other/0123456789abcdef/acme'), undefined)
    assert.throws(() => tenantVerifierKey(key, 'Acme/../x'), { code: 'TALLY_TENANT_INVALID' })
  })
})

describe('signed notes', () => {
  test('open with the key that signed them and with no other', () => {
    const alice = newKey('alice')
    const bob = newKey('bob')
    const text = 'one\n\ntwo\n'
    const note = formatNote({
      text,
      signatures: [signNote(text, alice.key, alice.sign), signNote(text, bob.key, bob.sign)],
    })
    assert.equal(openNote(note, [alice.key], verifyNoteSignature).text, text)
    assert.equal(openNote(note, [alice.key, bob.key], verifyNoteSignature).verified.length, 2)
    assert.throws(() => openNote(note, [newKey('alice').key], verifyNoteSignature), invalid)
    assert.throws(() => openNote(note.replace('two', 'tow'), [alice.key], verifyNoteSignature), invalid)
  })

  test('are refused whole when one known key’s signature is bad', () => {
    const alice = newKey('alice')
    const bob = newKey('bob')
    const forged = { ...signNote('other\n', bob.key, bob.sign) }
    const note = formatNote({
      text: 'text\n',
      signatures: [signNote('text\n', alice.key, alice.sign), forged],
    })
    assert.throws(() => openNote(note, [alice.key, bob.key], verifyNoteSignature), /bad signature by bob/)
  })

  test('are refused when malformed, whatever the bytes', () => {
    const { key, sign } = newKey('alice')
    const note = formatNote({ text: 'text\n', signatures: [signNote('text\n', key, sign)] })
    for (const bad of [
      '',
      '\n',
      '\n\n',
      'text\n',
      'text\n\n',
      note.slice(0, -1),
      note.replace('\u2014', '-'),
      note.replace('alice', 'al+ice'),
      note.replace('text', 'te\u0007xt'),
      note.replace('text', 'te\ud800xt'),
      `${note}\n`,
      note.replace('\n\n', '\n'),
    ]) {
      assert.throws(() => parseNote(bad), invalid, JSON.stringify(bad))
    }
    fc.assert(
      fc.property(
        fc.nat(note.length - 1),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
        (at, char) => {
          const changed = note.slice(0, at) + char + note.slice(at + 1)
          if (changed === note) return
          assert.throws(() => openNote(changed, [key], verifyNoteSignature), invalid)
        },
      ),
    )
  })
})

describe('checkpoints', () => {
  test('carry the log’s signature and a timestamped one that OpenSSL verifies too', () => {
    const { key, sign, publicKey } = newKey('host/0123456789abcdef/acme')
    const checkpoint = { origin: key.name, size: 7, root }
    const note = signCheckpoint(checkpoint, key, 1_769_860_800, sign)
    const opened = openCheckpoint(note, key)
    assert.deepEqual(opened, { checkpoint, key, signedAt: 1_769_860_800 })

    const { text, signatures } = parseNote(note)
    assert.equal(signatures.length, 2)
    assert.ok(nodeVerify(null, Buffer.from(text), publicKey, signatures[0]!.signature))
    const cosigned = Buffer.from(`cosignature/v1\ntime 1769860800\n${text}`)
    assert.ok(nodeVerify(null, cosigned, publicKey, signatures[1]!.signature.subarray(8)))
    assert.equal(cosignatureTime(signatures[1]!.signature), 1_769_860_800)
  })

  test('are refused with a changed timestamp, another origin, or without the log’s own signature', () => {
    const { key, sign } = newKey('host/0123456789abcdef/acme')
    const note = signCheckpoint({ origin: key.name, size: 7, root }, key, 1_769_860_800, sign)
    const { text, signatures } = parseNote(note)
    const later = { ...signatures[1]!, signature: Uint8Array.from(signatures[1]!.signature) }
    later.signature[7]! ^= 1
    assert.throws(
      () => openCheckpoint(formatNote({ text, signatures: [signatures[0]!, later] }), key),
      invalid,
    )
    assert.throws(
      () => openCheckpoint(formatNote({ text, signatures: [signatures[1]!] }), key),
      /lacks the signature/,
    )
    assert.throws(
      () => openCheckpoint(signCheckpoint({ origin: 'host/other', size: 7, root }, key, 1, sign), key),
      /not of/,
    )
    assert.throws(() => openCheckpoint(note, newKey(key.name).key), invalid)
    const cosigner = deriveVerifierKey(key, { type: SIGNATURE_TYPE.cosignatureV1 })
    const swapped = { ...cosignNote(text, cosigner, 5, sign), id: key.id }
    assert.throws(() => openCheckpoint(formatNote({ text, signatures: [swapped] }), key), invalid)
  })

  test('keep extension lines and refuse malformed texts', () => {
    const hash = `${'A'.repeat(43)}=`
    assert.deepEqual(parseCheckpointText(`o\n1\n${hash}\nx\n`), {
      origin: 'o',
      size: 1,
      root: new Uint8Array(32),
      extensions: ['x'],
    })
    for (const bad of [
      '',
      'o\n',
      `o\n01\n${hash}\n`,
      `o\n-1\n${hash}\n`,
      `o\n1e3\n${hash}\n`,
      `o\n9007199254740993\n${hash}\n`,
      `\n1\n${hash}\n`,
      `o\n1\n${hash}`,
      `o\n1\n${hash}\n\n`,
      'o\n1\nAAAA\n',
      `o\n1\n${hash.slice(0, -2)}B=\n`,
    ]) {
      assert.throws(() => parseCheckpointText(bad), invalid, JSON.stringify(bad))
    }
  })
})
