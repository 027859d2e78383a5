import { describe, expect, it } from 'vitest'
import { edited } from './edits'
import { planHistory } from './plan'
import { readSample } from './sample'
import { merged, pushed } from './step'
import { TIMELINE } from './timeline/timeline'

const file = edited('a.txt')

describe('planHistory', () => {
  it('gives every commit the text that the later ones lead to the present', () => {
    const plan = planHistory(new Map([['a.txt', 'three\n']]), [
      pushed(3, 'priya', 'Create', [file.creates()]),
      merged(2, 'mara', 'Two', [file.change('one', 'two')], {
        also: [['Three', [file.change('two', 'three')]]],
      }),
    ])
    const texts = plan.steps.flatMap((step) =>
      step.commits.map((commit) => ('files' in commit ? commit.files.get('a.txt') : '')),
    )
    expect(plan.start.size).toBe(0)
    expect(texts).toEqual(['one\n', 'two\n', 'three\n'])
  })

  it('names the commit that does not fit', () => {
    const misfit = [merged(2, 'mara', 'Two', [file.change('one', 'two')])]
    expect(() => planHistory(new Map([['a.txt', 'three\n']]), misfit)).toThrow(
      '"Two" cannot be undone in a.txt',
    )
  })

  it('leads the whole timeline back to two policies and a configuration', () => {
    expect([...planHistory(readSample(), TIMELINE).start.keys()]).toEqual([
      '.lockstep.yaml',
      'policies/payments/stripe.yaml',
      'policies/platform/github.yaml',
    ])
  })
})
