import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { findBringer } from './find-bringer'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'

let stage: ChangeStage
/** Commits by what became of their branch. */
const heads: Record<string, string> = {}
/** The merge commit that no pull request brought. */
let byHand: string

async function commit(branch: string, text: string): Promise<string> {
  const of = { repository: FULL_NAME, person: 'dora', at: new Date(), branch, message: branch }
  return (await stage.forge.forge.commitFiles({ ...of, files: { [PATH]: text } })).sha
}

beforeAll(async () => {
  stage = await openChangeStage()
  const { pulls, git } = stage.forge.as('dora').rest
  for (const method of ['merge', 'squash', 'open'] as const) {
    heads[`${method} below`] = await commit(method, STRIPE.replace('500', '9'))
    heads[method] = await commit(method, STRIPE.replace('500', method === 'open' ? '8' : '7'))
    const opening = { ...REPOSITORY, head: method, base: 'main', title: method }
    const { number } = (await pulls.create(opening)).data
    if (method !== 'open') await pulls.merge({ ...REPOSITORY, pull_number: number, merge_method: method })
  }
  heads['by hand'] = await commit('by-hand', STRIPE.replace('500', '7').replace('Money', 'All money'))
  const [tip, side] = ['main', 'by-hand'].map((name) => git.getRef({ ...REPOSITORY, ref: `heads/${name}` }))
  const parents = (await Promise.all([tip, side])).map((ref) => ref?.data.object.sha ?? '')
  const { tree } = (await git.getCommit({ ...REPOSITORY, commit_sha: heads['by hand'] })).data
  const merge = { message: 'Merged by hand', tree: tree.sha, parents }
  byHand = (await git.createCommit({ ...REPOSITORY, ...merge })).data.sha
  await git.updateRef({ ...REPOSITORY, ref: 'heads/main', sha: byHand })
  heads.elsewhere = await commit('elsewhere', STRIPE.replace('500', '5'))
  await stage.push({ 'README.md': 'z' })
  await stage.source.mirror.fetch()
  await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('dora') })
})

afterAll(() => stage.close())

it.each([
  ['merge', { kind: 'pull-request', number: 1, isMerged: true }],
  ['merge below', { kind: 'pull-request', number: 1, isMerged: true }],
  ['squash', { kind: 'pull-request', number: 2, isMerged: true }],
  ['squash below', null],
  ['open', { kind: 'pull-request', number: 3, isMerged: false }],
  ['elsewhere', null],
])('of a commit that main was never at, %s, is %j', async (name, bringer) => {
  expect(await bringerOf(name)).toEqual(bringer)
})

it('of a commit that was merged without a pull request is the commit that merged it', async () => {
  expect(await bringerOf('by hand')).toEqual({ kind: 'commit', sha: byHand })
})

async function bringerOf(name: string) {
  const { source } = stage
  const history = await source.mirror.history('refs/heads/main')
  if (history === null) throw new Error('no main')
  const sha = heads[name] ?? ''
  expect(history.index.positionOf(sha)).toBeNull()
  return findBringer({ ctx: stage.system(), source, history, commit: sha })
}
