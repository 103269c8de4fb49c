import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accuracyOf, eventOfFeedback, type Verdict } from '../../src/record/index.ts'

test('accuracy follows from verdicts, and is unknown without any', () => {
  const of = (tp: number, fp: number, fn: number) => {
    const verdicts: Verdict[] = [
      ...Array<Verdict>(tp).fill('true_positive'),
      ...Array<Verdict>(fp).fill('false_positive'),
      ...Array<Verdict>(fn).fill('false_negative'),
    ]
    const { reviewed, false_positive_rate, detection_accuracy } = accuracyOf(verdicts)
    return [reviewed, false_positive_rate, detection_accuracy]
  }
  assert.deepEqual(of(0, 0, 0), [0, null, null])
  assert.deepEqual(of(3, 1, 0), [4, 0.25, 0.75])
  assert.deepEqual(of(6, 2, 2), [10, 0.25, 0.6])
  assert.deepEqual(of(0, 0, 1), [1, null, 0])
})

test('feedback is an event about its scan', () => {
  const event = eventOfFeedback({ scan: 'id', verdict: 'false_positive', by: 'ada', comment: 'a test card' })
  assert.deepEqual(event, {
    stream: 'scan',
    name: 'scan.feedback',
    category: 'security',
    message: 'ada: false positive',
    user_id: 'ada',
    entity_type: 'scan',
    entity_id: 'id',
    attributes: { verdict: 'false_positive', comment: 'a test card' },
  })
  assert.deepEqual(
    eventOfFeedback({ scan: 'id', verdict: 'true_positive', by: 'x', comment: '' }).attributes,
    {
      verdict: 'true_positive',
    },
  )
})
