import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { GitClient, withToken } from '@/forge/testing/git-client'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { getChange } from './get-change'
import { listChanges, type ChangeFilter } from './list-changes'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
})
afterAll(() => stage.close())

const PATH = 'policies/payments/stripe.yaml'
const of = () => ({ repository: FULL_NAME, person: 'ana', at: new Date() })
let opened = 0

/** A pull request that nobody but git and the forge knows, seen once by polling. */
async function open(base = 'main'): Promise<{ number: number; branch: string }> {
  opened += 1
  const branch = `hand-${opened}`
  const files = { [PATH]: STRIPE.replace('500', String(opened)) }
  await stage.forge.forge.commitFiles({ ...of(), branch, files, message: branch })
  const pull = { head: branch, base, title: branch, body: '', draft: false }
  const { issue } = await stage.forge.forge.openPull({ ...of(), ...pull })
  await look(issue.number)
  return { number: issue.number, branch }
}

let looks = 0

/** What polling alone finds, in as many rounds as it takes: the forge tells times in seconds, so that an edit within one waits for the sweep. */
async function look(number: number) {
  await stage.source.mirror.fetch()
  looks += 1
  const ctx = stage.system(new Date(Date.now() + looks * 400_000))
  for (let round = 0; round < 20; round += 1) {
    const looked = await refreshChanges({ ctx, source: stage.source, client: stage.client('dora') })
    if (looked.kind !== 'refreshed') throw new Error(looked.kind)
    if (looked.numbers.length === 0) break
  }
  return getChange({ ctx, source: stage.source, root: 'policies', number })
}

async function openTitles(more: Partial<ChangeFilter> = {}): Promise<string[]> {
  const history = await stage.source.mirror.history(stage.source.repository.ref)
  if (history === null) throw new Error('no history')
  const input = { state: 'open' as const, ...more }
  const listed = await listChanges({
    ctx: stage.system(),
    source: stage.source,
    history,
    root: 'policies',
    input,
  })
  return listed.map(({ title }) => title)
}

describe('a pull request made by hand, as polling alone finds it', () => {
  it('has its new title', async () => {
    const { number } = await open()
    await stage.forge.forge.editPull({ ...of(), number, title: 'Another title' })
    expect(await look(number)).toMatchObject({ title: 'Another title', state: 'open' })
  })

  it('is a draft when it is made one, and none when it is ready', async () => {
    const { number } = await open()
    await stage.forge.forge.setDraft({ ...of(), number, draft: true })
    expect(await look(number)).toMatchObject({ draft: true })
    await stage.forge.forge.setDraft({ ...of(), number, draft: false })
    expect(await look(number)).toMatchObject({ draft: false })
  })

  it('is closed, and open again', async () => {
    const { number, branch } = await open()
    await stage.forge.forge.closePull({ ...of(), number })
    expect(await look(number)).toMatchObject({ state: 'closed', closedAt: expect.any(Date) })
    expect(await openTitles()).not.toContain(branch)
    await stage.forge.forge.reopenPull({ ...of(), number })
    expect(await look(number)).toMatchObject({ state: 'open', closedAt: null })
    expect(await openTitles()).toContain(branch)
  })

  it('is listed while it is open, however many others moved since, of which only the newest are', async () => {
    const [oldest, closed, newest] = [await open(), await open(), await open()]
    for (const { number } of [closed, newest]) {
      await stage.forge.forge.closePull({ ...of(), number })
      await look(number)
    }
    const titles = await openTitles({ state: 'all', limit: 1 })
    expect(titles).toContain(oldest.branch)
    expect(titles).not.toContain(closed.branch)
    expect(await openTitles({ limit: 1 })).toContain(oldest.branch)
  })

  it('is closed when its branch is deleted with git, and keeps its diff', async () => {
    const { number, branch } = await open()
    const remote = withToken(stage.forge.url, stage.forge.token('ana'))
    const client = await GitClient.clone(remote, temporaryFolder())
    await client.must('push', '--quiet', 'origin', '--delete', branch)
    expect(await look(number)).toMatchObject({ state: 'closed', files: [{ path: PATH }] })
  })

  it('shows what a forced push left of it', async () => {
    const { number, branch } = await open()
    const remote = withToken(stage.forge.url, stage.forge.token('ana'))
    const client = await GitClient.clone(remote, temporaryFolder())
    await client.must('checkout', '--quiet', branch)
    await client.must('reset', '--quiet', '--hard', 'origin/main')
    await client.commit('policies/support/slack.yaml', 'version: "1"\ndefault: allow\n')
    await client.must('push', '--quiet', '--force', 'origin', branch)
    expect(await look(number)).toMatchObject({ files: [{ path: 'policies/support/slack.yaml' }] })
  })

  it('leaves the list with another base, and comes back with this one', async () => {
    const { number, branch } = await open()
    await stage.forge.forge.commitFiles({ ...of(), branch: 'release', files: { 'R.md': 'r' }, message: 'r' })
    await stage.forge.forge.editPull({ ...of(), number, base: 'release' })
    await look(number)
    expect(await openTitles()).not.toContain(branch)
    await stage.forge.forge.editPull({ ...of(), number, base: 'main' })
    await look(number)
    expect(await openTitles()).toContain(branch)
  })

  it.each(['squash', 'merge'] as const)(
    'is merged by %s on the forge, and knows its commit',
    async (method) => {
      const { number } = await open()
      await stage.push({ [PATH]: STRIPE })
      const { pulls } = stage.forge.as('dora').rest
      const { data } = await pulls.merge({ ...REPOSITORY, pull_number: number, merge_method: method })
      expect(await look(number)).toMatchObject({ state: 'merged', mergedBy: 'dora', mergeSha: data.sha })
      await stage.push({ [PATH]: STRIPE })
    },
  )

  it('counts as merged when its commits come to the branch by git alone', async () => {
    const { number, branch } = await open()
    const remote = withToken(stage.forge.url, stage.forge.token('dora'))
    const client = await GitClient.clone(remote, temporaryFolder())
    await client.must('merge', '--quiet', '--no-ff', '--message', 'By hand', `origin/${branch}`)
    await client.must('push', '--quiet', 'origin', 'HEAD:main')
    expect(await look(number)).toMatchObject({ state: 'merged', files: [{ path: PATH }] })
  })
})
