import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchMirror, type ScratchMirror } from '@/lib/git/scratch-mirror'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { FileVersion } from './list-versions'
import { rulesSince } from './rules-since'

const PATH = 'policies/a.yaml'
const day = (number: number) => new Date(Date.UTC(2026, 2, number))

/** Of rules by their names; one with a number is a cap at it. */
function policyOf(...rulesOf: string[]): string {
  const rules = rulesOf
    .map((rule) => {
      const [name, cap] = rule.split(' ')
      const does =
        cap === undefined ? 'action: deny' : `conditions: [{ path: args.n, op: lte, value: ${cap} }]`
      return `      - { name: ${name}, ${does} }\n`
    })
    .join('')
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

  it('is the version that gave each the content that it has, with the versions in which it had another', async () => {
    const { remote, mirror } = scratch
    const [first, second, third, fourth] = [
      policyOf('cap 5', 'kept 1'),
      policyOf('cap 9', 'kept 1'),
      policyOf('cap 5', 'kept 1'),
      policyOf('kept 1', 'cap 5'),
    ]
    const rewritten: FileVersion[] = []
    for (const [index, text] of [first, second, third, fourth].entries()) {
      const sha = await remote.commit({ files: { 'policies/b.yaml': text } })
      await mirror.fetch()
      const blob = (await mirror.objects.entryAt(sha, 'policies/b.yaml'))?.sha ?? null
      const more = { subject: '', number: null, committedBy: '', change: null }
      rewritten.unshift({ sha, position: index, at: day(index + 1), blob, ...more })
    }
    const parsed = parsePolicy(fourth)
    if (!parsed.ok) throw new Error('the policy of the test does not load')
    const found = await rulesSince(mirror.objects, parsed.policy, rewritten, new Date(day(1)))
    const other = rewritten[2]?.blob
    expect(found).toEqual([{ scope: 'pay', rule: 'cap', at: day(3), others: new Set([other]) }])
  })

  it('is the version that brought each, as far as it is after the time in question', async () => {
    expect(await since(day(3))).toEqual({ young: day(4) })
  })

  it('passes over a version that does not load, and takes the first version for what was always there', async () => {
    expect(await since(new Date(0))).toEqual({ young: day(4), middle: day(3), old: day(1) })
  })
})
