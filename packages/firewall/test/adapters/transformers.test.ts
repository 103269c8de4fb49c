import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type TokenClassifier, transformersScanner } from '../../src/adapters/index.ts'

const context = (signal: AbortSignal = new AbortController().signal) => ({ stage: 'input' as const, signal })

/** Tokens of a text as a WordPiece model has them: by word, long ones in pieces of four; names are what `labels` has. */
const wordPieces =
  (labels: Readonly<Record<string, string>>): TokenClassifier =>
  async text =>
    [...text.matchAll(/[\p{L}\d]+|[^\s\p{L}\d]/gu)].flatMap(([word]) =>
      (word.match(/.{1,4}/gu) ?? []).map((piece, index) => {
        const label = labels[word]
        const prefix = index === 0 ? 'B' : 'I'
        return {
          entity: label === undefined ? 'O' : `${label.length > 3 ? '' : `${prefix}-`}${label}`,
          score: 0.9,
          word: index === 0 ? piece : `##${piece}`,
        }
      }),
    )

async function scan(text: string, pipeline: TokenClassifier, signal?: AbortSignal) {
  const scanner = transformersScanner({ model: 'a/model', pipeline })
  const matches = await scanner.scan({ text, encoding: 'plain', hidden: [] }, context(signal))
  return matches.map(({ type, start, end }) => [type, text.slice(start, end)])
}

describe('the scanner that runs a model by transformers.js', () => {
  it('puts the pieces of a name together and finds where it stands', async () => {
    const classify: TokenClassifier = async () => [
      { entity: 'O', score: 0.9, word: 'I' },
      { entity: 'O', score: 0.9, word: 'met' },
      { entity: 'B-PER', score: 0.9, word: 'Ann' },
      { entity: 'I-PER', score: 0.8, word: '##alena' },
      { entity: 'I-PER', score: 0.7, word: 'Müller' },
      { entity: 'O', score: 0.9, word: 'in' },
      { entity: 'B-LOC', score: 0.9, word: 'Ulm' },
    ]
    assert.deepEqual(await scan('I met Annalena Müller in Ulm', classify), [
      ['model_person', 'Annalena Müller'],
      ['model_location', 'Ulm'],
    ])
  })

  it('takes the second of two equal words when that one is the name', async () => {
    const classify: TokenClassifier = async () => [
      { entity: 'O', score: 0.9, word: 'may' },
      { entity: 'O', score: 0.9, word: 'i' },
      { entity: 'O', score: 0.9, word: 'call' },
      { entity: 'B-PER', score: 0.9, word: 'may' },
    ]
    const text = 'May I call May?'
    const scanner = transformersScanner({ model: 'uncased', pipeline: classify })
    const [match] = await scanner.scan({ text, encoding: 'plain', hidden: [] }, context())
    assert.equal(match?.start, 11)
  })

  it('keeps two names apart that a B tells apart, and reads other marks of tokenizers', async () => {
    const classify: TokenClassifier = async () => [
      { entity: 'B-PER', score: 0.9, word: '▁José' },
      { entity: 'B-PER', score: 0.9, word: 'ĠAnna' },
      { entity: 'O', score: 0.9, word: '[UNK]' },
      { entity: 'ORG', score: 0.9, word: '▁ACME' },
    ]
    assert.deepEqual(await scan('José Anna 😀 ACME', classify), [
      ['model_person', 'José'],
      ['model_person', 'Anna'],
      ['model_organization', 'ACME'],
    ])
  })

  it('reads a long text in windows and loses no name at their edges', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `Name${String.fromCharCode(97 + (at % 26))}${at}`)
    const text = names.map(name => `some words around ${name} and so on`).join(' ')
    const windows: number[] = []
    const classify: TokenClassifier = async (part, options) => {
      windows.push(part.length)
      return wordPieces(Object.fromEntries(names.map(name => [name, 'PER'])))(part, options)
    }
    const found = await scan(text, classify)
    assert.deepEqual(
      found,
      names.map(name => ['model_person', name]),
    )
    assert.ok(windows.length > 2 && Math.max(...windows) <= 1_000)
  })

  it('stops between windows when nobody waits any more', async () => {
    const stop = new AbortController()
    let windows = 0
    const classify: TokenClassifier = async () => {
      windows++
      stop.abort()
      return []
    }
    await assert.rejects(scan('word '.repeat(1_000), classify, stop.signal), { name: 'AbortError' })
    assert.equal(windows, 1)
  })

  it('says what to install where the package is not', async () => {
    const scanner = transformersScanner({ model: 'a/model' })
    for (let attempt = 0; attempt < 2; attempt++) {
      await assert.rejects(
        async () => scanner.scan({ text: 'x', encoding: 'plain', hidden: [] }, context()),
        {
          code: 'TALLY_SCANNER_MISSING',
          message: /npm install @huggingface\/transformers/,
        },
      )
    }
  })

  it('fails on an answer that is no list of tokens', async () => {
    for (const answer of [undefined, {}, [{ entity: 1 }], [null]]) {
      await assert.rejects(
        scan('some text', async () => answer),
        { code: 'TALLY_SCANNER_SERVICE' },
      )
    }
  })
})
