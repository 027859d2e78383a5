import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePolicy } from '../compile-policy'
import { evaluate } from '../evaluate'
import { MemoryCounters } from '../memory-counters'
import { comparePolicies } from './compare-policies'
import type { Effect, PolicyComparison, Witness } from './comparison'
import { anyCall, anyPair, anyPolicy } from './policy-pairs.fixture'
import { replayAttempt } from './replay-witness'

const START = Date.UTC(2026, 2, 1)

/** Whether the comparison has shown, or left open, that `tool` differs in this direction. */
function admits({ tools, differences, undecided }: PolicyComparison, tool: string, effect: Effect): boolean {
  const name = tools.some((one) => one.tool === tool) ? tool : '*'
  return [...differences, ...undecided].some((one) => one.effect === effect && one.tools.includes(name))
}

function claims({ tools, verdict }: PolicyComparison) {
  return [verdict, ...tools.map((one) => `${one.tool} ${one.verdict}`)]
}

const MIRRORED: Readonly<Record<string, string>> = { loosens: 'tightens', tightens: 'loosens' }

describe('comparePolicies, for any two policies', () => {
  it('admits every first difference that a random sequence of calls finds', () => {
    const anySequence = fc.array(fc.tuple(anyCall, fc.constantFrom(0, 0, 0, 1, 61, 3601)), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(anyPair, anySequence, ([before, after], calls) => {
        const comparison = comparePolicies(before, after)
        const sides = [before, after].map((policy) => ({
          policy: compilePolicy(policy),
          counters: new MemoryCounters(),
        }))
        let seconds = 0
        for (const [call, wait] of calls) {
          seconds += wait
          const now = new Date(START + seconds * 1000)
          const [was, is] = sides.map(({ policy, counters }) => evaluate(policy, call, counters, now).result)
          if (was === is) continue
          expect(admits(comparison, call.tool, is === 'allowed' ? 'loosens' : 'tightens')).toBe(true)
          return
        }
      }),
      { numRuns: 4000 },
    )
  })

  it('proves every difference by calls that the evaluator answers differently', () => {
    fc.assert(
      fc.property(anyPair, ([before, after]) => {
        const [one, other] = [compilePolicy(before), compilePolicy(after)]
        for (const { witness, effect } of comparePolicies(before, after).differences) {
          expect(replayAttempt(one, other, witness, effect)).toEqual(answers(witness))
          expect(witness.text).not.toBe('')
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('finds nothing between a policy and itself', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const { verdict, differences, undecided, cosmetic } = comparePolicies(policy, policy)
        expect({ verdict, differences, undecided, cosmetic }).toEqual({
          verdict: 'same',
          differences: [],
          undecided: [],
          cosmetic: [],
        })
      }),
      { numRuns: 800 },
    )
  })

  it('says the opposite when the two are swapped', () => {
    fc.assert(
      fc.property(anyPair, ([before, after]) => {
        const there = claims(comparePolicies(before, after))
        const back = claims(comparePolicies(after, before))
        expect(back).toEqual(
          there.map((claim) => claim.replaceAll(/loosens|tightens/g, (word) => MIRRORED[word] ?? word)),
        )
      }),
      { numRuns: 1500 },
    )
  })
})

function answers({ before, after }: Witness) {
  return { before, after }
}
