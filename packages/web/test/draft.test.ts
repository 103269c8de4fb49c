import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Panel } from '@tallystick/core'
import { keepDraft, keptDraft } from '../src/pages/dashboards/draft.ts'

const kept = new Map<string, string>()
Object.assign(globalThis, {
  sessionStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  },
})
beforeEach(() => kept.clear())

const panel: Panel = {
  id: 'p',
  title: 'Errors',
  kind: 'number',
  source: 'query',
  text: 'level:ERROR | count()',
  unit: '',
  width: 2,
  height: 2,
}
const draft = { base: 3, document: { v: 1, panels: [panel] } } as const

test('a draft is kept for whoever made it, with the panel that is being edited', () => {
  const open = { panel: { ...panel, text: 'half a qu' }, isNew: true }
  keepDraft('d', 'default/ann', { ...draft, open })
  assert.deepEqual(keptDraft('d', 'default/ann'), { ...draft, open })
  assert.equal(keptDraft('other', 'default/ann'), undefined)
  keepDraft('d', 'default/ann', undefined)
  assert.equal(keptDraft('d', 'default/ann'), undefined)
})

test('a draft of somebody else is neither shown nor left behind', () => {
  keepDraft('d', 'default/ann', draft)
  assert.equal(keptDraft('d', 'other/ann'), undefined)
  assert.equal(kept.size, 0)
})

test('what is no draft, or no storage, is as if there was none', () => {
  for (const text of ['', '{', '7', 'null', '{"user":"default/ann","base":1,"document":{"v":9}}']) {
    kept.set('tallystick.draft.d', text)
    assert.equal(keptDraft('d', 'default/ann'), undefined)
  }
  const { sessionStorage } = globalThis
  Object.assign(globalThis, { sessionStorage: undefined })
  keepDraft('d', 'default/ann', draft)
  assert.equal(keptDraft('d', 'default/ann'), undefined)
  Object.assign(globalThis, { sessionStorage })
})
