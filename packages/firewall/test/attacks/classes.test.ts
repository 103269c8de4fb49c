import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wordClasses } from '../../../../bench/train/classes.ts'
import { Random } from '../../../../bench/train/synthetic/index.ts'
import { wordVectors } from '../../../../bench/train/vectors.ts'
import { classOf } from '../../src/attacks/classes.ts'
import { WORD_CLASSES } from '../../src/attacks/model/classes.ts'
import { foldWords } from '../../src/attacks/words.ts'

const classOfWord = (word: string): number => classOf(foldWords(word)[0]!.hash)

describe('classes of words', () => {
  it('are the same for words that may stand for one another, disguised too, and none for others', () => {
    assert.ok(classOfWord('instructions') > 0)
    for (const word of ['guidelines', 'INSTRUCTIONS', '1nstruct10ns'])
      assert.equal(classOfWord(word), classOfWord('instructions'), word)
    assert.notEqual(classOfWord('banana'), classOfWord('instructions'))
    assert.equal(classOfWord('qzxvbnplk'), 0)
  })

  it('hold each word once', () => {
    const words = WORD_CLASSES.split(/\s+/).filter(word => word !== '')
    assert.equal(new Set(words).size, words.length)
    assert.ok(words.length > 5_000)
    for (const word of words) assert.ok(classOfWord(word) > 0, word)
  })

  it('are learned from what words stand among', () => {
    const random = new Random(3)
    const animals = ['blorp', 'zindle', 'quarm']
    const colours = ['vermish', 'oblant', 'trupe']
    const rows = Array.from({ length: 200 }, () => ({
      text: `The ${random.pick(animals)} may sleep here. We painted it ${random.pick(colours)} at night.`,
      attack: false,
      set: 'authored: letter',
    }))
    const classes = wordClasses(wordVectors(rows), 60)
    const of = (word: string): number => classes.findIndex(words => words.includes(word))
    for (const alike of [animals, colours]) {
      assert.ok(of(alike[0]!) >= 0)
      for (const word of alike) assert.equal(of(word), of(alike[0]!), word)
    }
    assert.notEqual(of('blorp'), of('vermish'))
  })
})
