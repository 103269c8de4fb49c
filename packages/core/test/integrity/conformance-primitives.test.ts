import assert from 'node:assert/strict'
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  verify as nodeVerify,
  timingSafeEqual,
} from 'node:crypto'
import { describe, test } from 'node:test'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { verifyEd25519 } from '../../src/integrity/index.ts'
import { auditJson, needsAuditData } from './audit-data.ts'

/** The primitives that records rest on, from the platform (node:crypto) and from the portable library: malformed inputs included. */

type WycheproofCase = {
  tcId: number
  comment: string
  flags: string[]
  result: 'valid' | 'invalid' | 'acceptable'
} & Record<string, string>
type WycheproofGroup = { tests: WycheproofCase[]; tagSize: number; publicKey: { pk: string } }
type Algorithm = {
  file: string
  cases: number
  skip?: (test: WycheproofCase) => boolean
  invalid: number
  holds: (test: WycheproofCase, group: WycheproofGroup) => boolean
}

const hex = (text: string | undefined) => Buffer.from(text ?? '', 'hex')
const SPKI_ED25519 = hex('302a300506032b6570032100')
const SPKI_X25519 = hex('302a300506032b656e032100')
const PKCS8_X25519 = hex('302e020100300506032b656e04220420')

/** The value, or undefined when the primitive refuses its input. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch {
    return undefined
  }
}

const equal = (found: Uint8Array | undefined, expected: Buffer) =>
  found !== undefined && Buffer.from(found).equals(expected)

function opensslEd25519(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
  const der = Buffer.concat([SPKI_ED25519, publicKey])
  return (
    attempt(() =>
      nodeVerify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature),
    ) ?? false
  )
}

function aead(
  cipher: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' | 'chacha20-poly1305',
  key: Buffer,
  iv: Buffer,
  t: WycheproofCase,
) {
  // The types of node:crypto tie each cipher name to its options; all four take the same ones.
  const name = cipher as 'aes-256-gcm'
  return attempt(() => {
    const decipher = createDecipheriv(name, key, iv, { authTagLength: 16 })
    decipher.setAAD(hex(t.aad)).setAuthTag(hex(t.tag))
    const opened = Buffer.concat([decipher.update(hex(t.ct)), decipher.final()])
    const sealer = createCipheriv(name, key, iv, { authTagLength: 16 })
    sealer.setAAD(hex(t.aad))
    const sealed = Buffer.concat([sealer.update(hex(t.msg)), sealer.final(), sealer.getAuthTag()])
    return opened.equals(hex(t.msg)) && sealed.equals(Buffer.concat([hex(t.ct), hex(t.tag)]))
  })
}

function openGcm(t: WycheproofCase): boolean | undefined {
  return aead(`aes-${(hex(t.key).length * 8) as 128 | 192 | 256}-gcm`, hex(t.key), hex(t.iv), t)
}

/** OpenSSL takes GCM nonces of up to 128 bytes; ours have 12. */
function hasOversizedNonce(t: WycheproofCase): boolean {
  return hex(t.iv).length > 128
}

/** HChaCha20: a ChaCha20 block without the final addition of its input, which is known and so can be taken off again. */
function hchacha20(key: Buffer, nonce: Buffer): Buffer {
  const block = createCipheriv('chacha20', key, nonce).update(Buffer.alloc(64))
  const out = Buffer.alloc(32)
  Buffer.from('expand 32-byte k').copy(out, 0)
  nonce.copy(out, 16)
  for (let i = 0; i < 8; i++) {
    const word = block.readUInt32LE(4 * (i < 4 ? i : i + 8))
    out.writeUInt32LE((word - out.readUInt32LE(4 * i)) >>> 0, 4 * i)
  }
  return out
}

const algorithms: Algorithm[] = [
  {
    file: 'ed25519',
    cases: 151,
    invalid: 63,
    holds: (t, { publicKey }) => {
      const [key, message, signature] = [hex(publicKey.pk), hex(t.msg), hex(t.sig)]
      const portable = verifyEd25519(key, message, signature)
      assert.equal(
        opensslEd25519(key, message, signature),
        portable,
        `OpenSSL and the portable library differ on ${t.tcId}`,
      )
      return portable
    },
  },
  {
    file: 'hmac_sha256',
    cases: 174,
    invalid: 108,
    holds: (t, { tagSize }) => {
      const full = createHmac('sha256', hex(t.key)).update(hex(t.msg)).digest()
      assert.ok(equal(hmac(sha256, hex(t.key), hex(t.msg)), full))
      const tag = full.subarray(0, tagSize / 8)
      return tag.length === hex(t.tag).length && timingSafeEqual(tag, hex(t.tag))
    },
  },
  {
    file: 'hkdf_sha256',
    cases: 86,
    invalid: 3,
    holds: t => {
      const size = Number(t.size)
      const native = attempt(() =>
        Buffer.from(hkdfSync('sha256', hex(t.ikm), hex(t.salt), hex(t.info), size)),
      )
      const portable = attempt(() => hkdf(sha256, hex(t.ikm), hex(t.salt), hex(t.info), size))
      assert.deepEqual(portable && Buffer.from(portable), native)
      return equal(native, hex(t.okm))
    },
  },
  {
    file: 'aes_gcm',
    cases: 313,
    invalid: 87,
    skip: hasOversizedNonce,
    holds: t => openGcm(t) ?? false,
  },
  {
    file: 'xchacha20_poly1305',
    cases: 315,
    invalid: 69,
    // The platform has ChaCha20-Poly1305; XChaCha20 derives its key and nonce (draft-irtf-cfrg-xchacha-03 §2.3).
    holds: t => {
      const iv = hex(t.iv)
      if (iv.length !== 24) return false
      const nonce = Buffer.concat([Buffer.alloc(4), iv.subarray(16)])
      return aead('chacha20-poly1305', hchacha20(hex(t.key), iv.subarray(0, 16)), nonce, t) ?? false
    },
  },
]

describe('Wycheproof', needsAuditData, () => {
  for (const { file, cases, invalid, skip, holds } of algorithms) {
    test(`${file}: ${cases} cases, of which ${invalid} must fail`, () => {
      const { testGroups } = auditJson<{ testGroups: WycheproofGroup[] }>('wycheproof', `${file}_test.json`)
      let executed = 0
      let failed = 0
      for (const group of testGroups) {
        for (const t of group.tests) {
          assert.notEqual(t.result, 'acceptable')
          if (skip?.(t)) continue
          assert.equal(holds(t, group), t.result === 'valid', `${t.tcId}: ${t.comment} ${t.flags.join(' ')}`)
          executed++
          if (t.result === 'invalid') failed++
        }
      }
      assert.equal(executed, cases)
      assert.equal(failed, invalid)
    })
  }

  test('aes_gcm nonces longer than 128 bytes, 3 valid cases, are refused by the platform', () => {
    const { testGroups } = auditJson<{ testGroups: WycheproofGroup[] }>('wycheproof', 'aes_gcm_test.json')
    const long = testGroups.flatMap(group => group.tests).filter(hasOversizedNonce)
    for (const t of long) assert.equal(openGcm(t), undefined, `${t.tcId}`)
    assert.equal(long.length, 3)
  })

  test('x25519: 518 cases; a shared secret of zero (31 cases) is refused', () => {
    const { testGroups } = auditJson<{ testGroups: WycheproofGroup[] }>('wycheproof', 'x25519_test.json')
    let executed = 0
    let refused = 0
    for (const t of testGroups.flatMap(group => group.tests)) {
      const secret = attempt(() =>
        diffieHellman({
          privateKey: createPrivateKey({
            key: Buffer.concat([PKCS8_X25519, hex(t.private)]),
            format: 'der',
            type: 'pkcs8',
          }),
          publicKey: createPublicKey({
            key: Buffer.concat([SPKI_X25519, hex(t.public)]),
            format: 'der',
            type: 'spki',
          }),
        }),
      )
      // "acceptable" leaves the choice to the implementation; ours takes twist and non-canonical points, as RFC 7748 says,
      // and refuses points of low order.
      if (t.flags.includes('ZeroSharedSecret')) {
        assert.equal(secret, undefined, `${t.tcId}`)
        refused++
      } else {
        assert.ok(equal(secret, hex(t.shared)), `${t.tcId}: ${t.comment}`)
      }
      executed++
    }
    assert.equal(executed, 518)
    assert.equal(refused, 31)
  })
})

describe('Ed25519 edge cases of C2SP/CCTV', needsAuditData, () => {
  type Vector = { number: number; key: string; sig: string; msg: string; flags: string[] | null }

  test('914 signatures: low-order keys and non-canonical encodings are refused, cofactored residues accepted', () => {
    const vectors = auditJson<Vector[]>('cctv/ed25519/ed25519vectors.json')
    let accepted = 0
    for (const { number, key, sig, msg, flags } of vectors) {
      const refuse = ['low_order_A', 'non_canonical_A', 'non_canonical_R'].some(flag => flags?.includes(flag))
      assert.equal(
        verifyEd25519(hex(key), Buffer.from(msg), hex(sig)),
        !refuse,
        `vector ${number}: ${flags?.join(' ')}`,
      )
      if (!refuse) accepted++
    }
    assert.equal(vectors.length, 914)
    assert.equal(accepted, 212)
  })

  test('everything OpenSSL accepts is accepted here too, so the two never disagree on a signature made honestly', () => {
    const vectors = auditJson<Vector[]>('cctv/ed25519/ed25519vectors.json')
    const native = vectors.filter(({ key, sig, msg }) => opensslEd25519(hex(key), Buffer.from(msg), hex(sig)))
    for (const { number, key, sig, msg } of native) {
      assert.ok(verifyEd25519(hex(key), Buffer.from(msg), hex(sig)), `vector ${number}`)
    }
    assert.equal(native.length, 43)
  })
})
