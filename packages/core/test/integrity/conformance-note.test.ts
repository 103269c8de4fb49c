import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  formatNote,
  formatVerifierKey,
  openCheckpoint,
  openNote,
  parseNote,
  parseVerifierKey,
  toBase64,
  verifyNoteSignature,
} from '../../src/integrity/index.ts'
import { auditJson, needsAuditData } from './audit-data.ts'

type Vectors = {
  valid: { vkeys: string[]; note: string; realWorld?: boolean; tessera?: number }[]
  badVkeys: string[]
}

describe('signed notes of Go, C2SP, Tessera and sum.golang.org', needsAuditData, () => {
  let vectors: Vectors
  before(() => {
    vectors = auditJson('extracted/signed-note-vectors.json')
  })

  test('20 notes open and their 21 signatures verify', () => {
    let signatures = 0
    for (const { vkeys, note } of vectors.valid) {
      const keys = vkeys.map(parseVerifierKey)
      const { verified } = openNote(note, keys, verifyNoteSignature)
      assert.equal(verified.length, keys.length)
      signatures += verified.length
    }
    assert.equal(vectors.valid.length, 20)
    assert.equal(signatures, 21)
  })

  test('notes and keys print as they were read', () => {
    for (const { vkeys, note } of vectors.valid) {
      assert.equal(formatNote(parseNote(note)), note)
      for (const vkey of vkeys) assert.equal(formatVerifierKey(parseVerifierKey(vkey)), vkey)
    }
  })

  test('no note opens after one character of its text changed', () => {
    for (const { vkeys, note } of vectors.valid) {
      const keys = vkeys.map(parseVerifierKey)
      const changed = (note[0] === 'x' ? 'y' : 'x') + note.slice(1)
      assert.throws(() => openNote(changed, keys, verifyNoteSignature), { code: 'TALLY_PROOF_INVALID' })
    }
  })

  test('2 malformed verifier keys are refused', () => {
    assert.equal(vectors.badVkeys.length, 2)
    for (const vkey of vectors.badVkeys)
      assert.throws(() => parseVerifierKey(vkey), { code: 'TALLY_PROOF_INVALID' }, vkey)
  })

  test('16 Tessera checkpoints are read as checkpoints', () => {
    const checkpoints = vectors.valid.filter(({ tessera }) => tessera !== undefined)
    checkpoints.forEach(({ vkeys, note }, size) => {
      const { checkpoint, signedAt } = openCheckpoint(note, parseVerifierKey(vkeys[0]!))
      assert.equal(checkpoint.origin, 'example.com/log/testdata')
      assert.equal(checkpoint.size, size)
      assert.equal(toBase64(checkpoint.root), note.split('\n')[2])
      assert.equal(signedAt, undefined)
    })
    assert.equal(checkpoints.length, 16)
  })

  test('the head of sum.golang.org verifies, but is refused as a checkpoint of a log named like its key', () => {
    const head = vectors.valid.find(({ realWorld }) => realWorld)
    assert.ok(head)
    assert.throws(
      () => openCheckpoint(head.note, parseVerifierKey(head.vkeys[0]!)),
      /is of the log go\.sum database tree/,
    )
  })
})
