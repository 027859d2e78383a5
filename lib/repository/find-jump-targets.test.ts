import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findJumpTargets } from './find-jump-targets'
import { openTestRepository, policyOf, type TestRepository } from './testing/open-repository'

let repository: TestRepository
beforeAll(async () => {
  repository = await openTestRepository()
  await repository.commit('first', { 'policies/a.yaml': policyOf('list') })
  await repository.commit('second', { 'policies/a.yaml': policyOf('list', 'send') })
  await repository.commit('draft', { 'policies/b.yaml': policyOf('list') }, { branch: 'draft' })
  await repository.mirror.fetch()
})
afterAll(() => repository.close())

async function jump(q: string) {
  const { mirror, history } = await repository.source()
  return findJumpTargets({ ctx: repository.ctx, mirror, history }, { q })
}

describe('an id of a commit', () => {
  it.each(['first', 'second', 'draft'])(
    'leads to it by the digits that screens show: %s',
    async (message) => {
      const sha = repository.at(message)
      const target = { kind: 'commit', label: sha.slice(0, 7), href: `/policies?at=${sha}` }
      for (const text of [sha.slice(0, 7), sha.slice(0, 20).toUpperCase(), sha])
        expect(await jump(text)).toEqual([expect.objectContaining(target)])
    },
  )

  it('leads nowhere when no commit begins so, or when it is too short to be one', async () => {
    expect(await jump('0000000')).toEqual([])
    expect(await jump(repository.at('first').slice(0, 6))).toEqual([])
  })

  it('does not hide the tool that is called so', async () => {
    await repository.commit('third', { 'policies/c.yaml': policyOf('deadbeef') })
    await repository.mirror.fetch()
    expect(await jump('deadbeef')).toContainEqual(
      expect.objectContaining({ kind: 'tool', label: 'deadbeef' }),
    )
  })
})
