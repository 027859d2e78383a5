import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchMirror, type ScratchMirror } from '@/lib/git/scratch-mirror'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { FileVersion } from './list-versions'
import { rulesSince } from './rules-since'

const PATH = 'policies/a.yaml'
const day = (number: number) => new Date(Date.UTC(2026, 2, number))

function policyOf(...names: string[]): string {
  const rules = names.map((name) => `      - { name: ${name}, action: deny }\n`).join('')
  return `version: "1"\ntools:\n  pay:\n    rules:${rules === '' ? ' []' : `\n${rules}`}\n`
}

let scratch: ScratchMirror
/** Newest first. */
let versions: FileVersion[]

beforeAll(async () => {
  scratch = await scratchMirror()
  const { remote, mirror } = scratch
  const texts = [policyOf('old'), 'broken: [', policyOf('old', 'middle'), policyOf('old', 'middle', 'young')]
  const commits: string[] = []
  for (const text of texts) commits.push(await remote.commit({ files: { [PATH]: text } }))
  await mirror.fetch()
  const blobs = await Promise.all(commits.map((commit) => mirror.objects.entryAt(commit, PATH)))
  versions = commits
    .map((sha, position): FileVersion => ({
      sha,
      position,
      subject: '',
      number: null,
      committedBy: '',
      at: day(position + 1),
      blob: blobs[position]?.sha ?? null,
      change: null,
    }))
    .reverse()
})

afterAll(() => scratch.close())

describe('when rules came into their file', () => {
  const since = async (first: Date) => {
    const parsed = parsePolicy(policyOf('old', 'middle', 'young'))
    if (!parsed.ok) throw new Error('the policy of the test does not load')
    const found = await rulesSince(scratch.mirror.objects, parsed.policy, versions, first)
    return Object.fromEntries(found.map(({ rule, at }) => [rule, at]))
  }

  it('is the version that brought each, as far as it is after the time in question', async () => {
    expect(await since(day(3))).toEqual({ young: day(4) })
  })

  it('passes over a version that does not load, and takes the first version for what was always there', async () => {
    expect(await since(new Date(0))).toEqual({ young: day(4), middle: day(3), old: day(1) })
  })
})
