import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { getDraft } from './get-draft'
import { proposeChange } from './propose-change'
import { revertChange } from './revert-change'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage

const PATH = 'policies/payments/stripe.yaml'

beforeEach(async () => {
  stage = await openChangeStage()
})

afterEach(() => stage.close())

async function tip(): Promise<string> {
  return (await stage.source.mirror.objects.resolve('refs/heads/main')) ?? ''
}

/** Commits to main; returns the commit. */
async function commit(files: Record<string, string | null>): Promise<string> {
  await stage.push(files)
  await stage.source.mirror.fetch()
  return tip()
}

async function revert(sha: string) {
  return revertChange({ ctx: await stage.as('ana'), source: stage.source, commit: sha, title: 'Undo' })
}

/** The files of the draft that a revert makes. */
async function draftOf(sha: string) {
  const made = await revert(sha)
  if (made.kind !== 'created') throw new Error(made.kind)
  const draft = await getDraft({ ctx: await stage.as('ana'), source: stage.source, id: made.id })
  return draft?.files ?? []
}

let numbers = 100

/** What the forge would say of a pull request that was merged as a commit. */
async function keepMerged(commits: { baseSha: string; headSha: string; mergeSha: string }): Promise<void> {
  const { repositoryId } = stage.system()
  const at = new Date()
  const open = { title: 'Two', state: 'merged', openedBy: 'ana', baseRef: 'main', headRef: 'two' }
  const times = { openedAt: at, updatedAt: at, mergedAt: at, refreshedAt: at }
  numbers += 1
  await stage.database.prisma.changeRequest.create({
    data: { repositoryId, number: numbers, ...open, ...times, ...commits },
  })
}

describe('reverting', () => {
  it('opens a draft that restores the bytes from before', async () => {
    await stage.push({ [PATH]: STRIPE.replace('500', '5') })
    await stage.source.mirror.fetch()
    const commit = await stage.source.mirror.objects.resolve('refs/heads/main')
    const ana = await stage.as('ana')
    const draft = await revertChange({ ctx: ana, source: stage.source, commit: commit ?? '', title: 'Undo' })
    if (draft.kind !== 'created') throw new Error(draft.kind)
    const opened = await proposeChange({
      ctx: ana,
      source: stage.source,
      client: stage.client('ana'),
      links: { change: () => 'https://lockstep.test' },
      id: draft.id,
      input: { revision: 0, title: 'Undo', description: '', asDraft: false, labels: [] },
    })
    expect(opened).toMatchObject({ kind: 'opened' })
    const { mirror } = stage.source
    await mirror.fetch()
    const head = await mirror.objects.resolve('refs/pull/1/head')
    const file = await mirror.objects.readFile(head ?? '', PATH, 10_000)
    expect(file.kind === 'file' ? file.bytes.toString('utf8') : file.kind).toBe(STRIPE)
  })

  it('brings together with what came since, which is neither lost nor written over', async () => {
    await stage.push({ [PATH]: STRIPE.replace('500', '5') })
    await stage.source.mirror.fetch()
    const commit = (await stage.source.mirror.objects.resolve('refs/heads/main')) ?? ''
    const later = STRIPE.replace('500', '5').replace('Money leaves here.', 'Money leaves here, with care.')
    await stage.push({ [PATH]: later })
    await stage.source.mirror.fetch()
    const ana = await stage.as('ana')
    const { source } = stage
    const draft = await revertChange({ ctx: ana, source, commit, title: 'Undo' })
    if (draft.kind !== 'created') throw new Error(draft.kind)
    const [file] = (await getDraft({ ctx: ana, source, id: draft.id }))?.files ?? []
    expect(file).toMatchObject({ base: STRIPE.replace('500', '5'), text: STRIPE, headText: later })
    const input = { revision: 0, title: 'Undo', description: '', asDraft: false, labels: [] }
    const links = { change: () => 'https://lockstep.test' }
    const client = stage.client('ana')
    expect(await proposeChange({ ctx: ana, source, client, links, id: draft.id, input })).toMatchObject({
      kind: 'stale-base',
      paths: [PATH],
    })
  })

  it('of a file that was made since, and changed again, starts from what was made: the person decides about it', async () => {
    const NEW = 'policies/payments/new.yaml'
    const made = await commit({ [NEW]: STRIPE })
    await commit({ [NEW]: STRIPE.replace('500', '5') })
    const [file] = await draftOf(made)
    expect(file).toMatchObject({
      basePath: NEW,
      path: null,
      base: STRIPE,
      headText: STRIPE.replace('500', '5'),
    })
  })

  it('of a file that is gone brings it back as a new one, and of one that was made and is gone does nothing', async () => {
    const changed = await commit({ [PATH]: STRIPE.replace('500', '5') })
    await commit({ [PATH]: null })
    expect(await draftOf(changed)).toMatchObject([{ basePath: null, path: PATH, text: STRIPE }])

    const NEW = 'policies/payments/new.yaml'
    const made = await commit({ [NEW]: STRIPE })
    await commit({ [NEW]: null })
    expect(await revert(made)).toEqual({ kind: 'nothing' })
  })

  it('leaves other files than policies as they are, and says so', async () => {
    const both = await commit({ [PATH]: STRIPE.replace('500', '5'), 'README.md': 'x', 'logo.bin': '\0' })
    expect(await draftOf(both)).toMatchObject([{ path: PATH, text: STRIPE }])
    const [draft] = await stage.database.prisma.draft.findMany()
    expect(draft?.description).toContain('Not restored')
    expect(draft?.description).toContain('README.md, logo.bin')
    expect(await revert(await commit({ 'README.md': 'y' }))).toEqual({ kind: 'nothing' })
  })

  it('of a pull request that was rebased restores what all of its commits changed, of a squashed one only its own', async () => {
    const SLACK = 'policies/support/slack.yaml'
    const at = new Date()
    const work: { message: string; files: Record<string, string> }[] = [
      { message: 'Lower', files: { [PATH]: STRIPE.replace('500', '5') } },
      { message: 'Open', files: { [SLACK]: 'version: "1"\ndefault: allow\n' } },
    ]
    const commitTo = async (branch: string, { message, files }: (typeof work)[number], when: Date) => {
      const change = { repository: FULL_NAME, branch, files, message, person: 'ana', at: when }
      await stage.forge.forge.commitFiles(change)
    }
    for (const one of work) await commitTo('two', one, at)
    const base = await tip()
    await stage.source.mirror.fetch()
    const head = (await stage.source.mirror.objects.resolve('refs/heads/two')) ?? ''
    // The branch goes on before they are rebased onto it.
    await commit({ 'README.md': 'z' })
    for (const one of work) await commitTo('main', one, at)
    await stage.source.mirror.fetch()
    const merged = await tip()
    await keepMerged({ baseSha: base, headSha: head, mergeSha: merged })
    expect((await draftOf(merged)).map(({ path }) => path)).toEqual([PATH, SLACK])

    // The same files, with a message of its own.
    const squashed = await commit({ [SLACK]: 'version: "1"\n' })
    await keepMerged({ baseSha: base, headSha: head, mergeSha: squashed })
    expect((await draftOf(squashed)).map(({ path }) => path)).toEqual([SLACK])
  })
})
