import { expect, it } from 'vitest'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Answers } from './language/use-answers'
import { effectOf } from './use-draft-effect'

const TEXT = 'version: "1"\n'
const PATH = 'policies/pay.yaml'

/** What compares says of texts that are the same; the type of an answer hangs on the kind, of which this has one. */
const alike: Answers = (_, kind) => {
  const read = parsePolicy(TEXT)
  const answer = read.ok && kind === 'compare' ? comparePolicies(read.policy, read.policy) : null
  return { answer, isCurrent: true } as never
}

function changed(basePath: string, path: string, kind: 'policy' | 'tests') {
  const file = {
    key: 'k',
    basePath,
    path,
    baseBlob: 'b',
    base: TEXT,
    headBlob: 'b',
    headText: null,
    edits: [],
    text: TEXT,
  }
  return { file, kind, isChanged: true }
}

it('a policy that keeps its answers and its place has the same answers', () => {
  expect(effectOf([changed(PATH, PATH, 'policy')], alike)).toMatchObject({ verdict: 'same', uncompared: 0 })
})

it('a policy that moves leaves a place without one: that is not called the same', () => {
  expect(effectOf([changed(PATH, 'policies/old/pay.yaml', 'policy')], alike)).toMatchObject({
    verdict: 'unknown',
    uncompared: 1,
  })
})

it('a policy that becomes tests is one less: that is not called no change of a policy', () => {
  expect(effectOf([changed(PATH, 'policies/pay.test.yaml', 'tests')], alike)).toMatchObject({
    verdict: 'unknown',
    uncompared: 1,
  })
})

it('tests that move change no policy', () => {
  const moved = changed('policies/pay.test.yaml', 'policies/old/pay.test.yaml', 'tests')
  expect(effectOf([moved], alike)).toMatchObject({ verdict: 'none' })
})
