import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { describeCommits } from '@/lib/repository/describe-commits'
import { listVersions } from '@/lib/repository/list-versions'
import { findApprovals } from './find-approvals'
import { getDraft } from './get-draft'
import { getPush } from './get-push'
import { listChanges } from './list-changes'
import { refreshChanges } from './refresh-changes'
import { revertChange } from './revert-change'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'
const SLACK = 'policies/support/slack.yaml'
/** Pull requests that moved are looked at by so many at a time. */
const MORE_THAN_A_ROUND = 21

let stage: ChangeStage
let ana: Context<PersonActor>
let number: number
/** The commits that it became on main: of PATH, and after it of SLACK. */
let first: string
let last: string

beforeAll(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  const { mirror } = stage.source
  const steps: { message: string; files: Record<string, string> }[] = [
    { message: 'Lower', files: { [PATH]: STRIPE.replace('500', '5') } },
    { message: 'Open', files: { [SLACK]: 'version: "1"\ndefault: allow\n' } },
  ]
  const at = new Date()
  for (const step of steps)
    await stage.forge.forge.commitFiles({ repository: FULL_NAME, branch: 'two', person: 'ana', at, ...step })
  // The branch goes on before they are rebased onto it.
  await stage.push({ 'README.md': 'z' })
  const { pulls } = stage.forge.as('dora').rest
  number = (await pulls.create({ ...REPOSITORY, head: 'two', base: 'main', title: 'Two steps' })).data.number
  await pulls.merge({ ...REPOSITORY, pull_number: number, merge_method: 'rebase' })
  // Without a fetch before it: the forge may be asked about a merge before git is.
  await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('dora') })
  const history = await mirror.history('refs/heads/main')
  last = history?.tip ?? ''
  first = history?.index.commitAt(history.index.length - 2) ?? ''
})

afterAll(() => stage.close())

async function history() {
  const found = await stage.source.mirror.history('refs/heads/main')
  if (found === null) throw new Error('no main')
  return found
}

it('is one merged change, and none of its commits stands among those that came without a pull request', async () => {
  const about = { ctx: ana, source: stage.source, history: await history(), root: 'policies' }
  const listed = await listChanges({ ...about, input: {} })
  expect(listed.filter((one) => one.kind === 'pull-request')).toMatchObject([
    { number, state: 'merged', mergeSha: last },
  ])
  const pushed = listed.flatMap((one) => (one.kind === 'push' ? [one.commit] : []))
  expect(pushed).not.toContain(first)
  expect(pushed).not.toContain(last)
  for (const sha of [first, last])
    expect(await getPush({ ...about, sha })).toEqual({ kind: 'pull-request', number })
})

it('is named, with who agreed, wherever one of its commits is', async () => {
  const approvals = await findApprovals({ ctx: ana, commits: [first, last] })
  expect([first, last].map((sha) => approvals.get(sha)?.number)).toEqual([number, number])
  const { mirror } = stage.source
  const { versions } = await listVersions({ ctx: ana, mirror, history: await history() }, PATH, 1)
  expect(versions).toMatchObject([{ sha: first, change: { number, title: 'Two steps' } }])
  const described = await describeCommits({ ctx: ana, objects: mirror.objects }, [first])
  expect(described.get(first)).toMatchObject({ number, by: '@dora' })
})

it('is reverted as a whole', async () => {
  const made = await revertChange({ ctx: ana, source: stage.source, commit: last, title: 'Undo' })
  const draft = await getDraft({ ctx: ana, source: stage.source, id: made.kind === 'created' ? made.id : '' })
  expect(draft?.files.map(({ path, text }) => [path, text])).toEqual([
    [PATH, STRIPE],
    [SLACK, 'version: "1"\ndefault: deny\n'],
  ])
})

it('is not said to have come without a pull request while its own waits behind others that moved', async () => {
  const { forge } = stage.forge
  const main = { repository: FULL_NAME, base: 'main', body: '', draft: false, person: 'ana', at: new Date() }
  const commit = (branch: string, text: string) =>
    forge.commitFiles({ ...main, branch, files: { [PATH]: text }, message: text })
  for (const text of ['# one\n', '# two\n']) await commit('waits', `${STRIPE}${text}`)
  const { issue } = await forge.openPull({ ...main, head: 'waits', title: 'Waits' })
  const newer = Array.from({ length: MORE_THAN_A_ROUND }, (_, index) => `newer-${index}`)
  for (const branch of newer) {
    await commit(branch, `${STRIPE}# ${branch}\n`)
    await forge.openPull({ ...main, head: branch, title: branch })
  }
  const { pulls } = stage.forge.as('dora').rest
  await pulls.merge({ ...REPOSITORY, pull_number: issue.number, merge_method: 'rebase' })
  await stage.source.mirror.fetch()
  const refresh = () =>
    refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('dora') })
  const about = async () => ({ ctx: ana, source: stage.source, history: await history(), root: 'policies' })
  const before = (await about()).history.index
  const sha = before.commitAt(before.length - 2) ?? ''

  expect(await refresh()).toMatchObject({ waiting: expect.any(Number), knowsMore: true })
  expect(await getPush({ ...(await about()), sha })).toMatchObject({ kind: 'push', isAsked: false })
  const pushes = (await listChanges({ ...(await about()), input: {} })).filter(({ kind }) => kind === 'push')
  expect(pushes.find((one) => 'commit' in one && one.commit === sha)).toMatchObject({ isAsked: false })

  await refresh()
  expect(await getPush({ ...(await about()), sha })).toEqual({ kind: 'pull-request', number: issue.number })
})
