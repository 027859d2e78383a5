import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

  it('restores settings, and removes none', async () => {
    const SETTINGS = '.lockstep.yaml'
    const made = await commit({ [SETTINGS]: 'root: policies\n' })
    const changed = await commit({ [SETTINGS]: 'root: policies\nlint: []\n' })
    expect(await draftOf(changed)).toMatchObject([
      { basePath: SETTINGS, path: SETTINGS, text: 'root: policies\n' },
    ])
    expect(await revert(made)).toEqual({ kind: 'nothing' })
    const both = await commit({ [SETTINGS]: null, [PATH]: STRIPE.replace('500', '5') })
    expect(await draftOf(both)).toMatchObject([
      { basePath: null, path: SETTINGS, text: 'root: policies\nlint: []\n' },
      { path: PATH },
    ])
  })

  it('leaves other files than policies as they are, and says so', async () => {
    const both = await commit({ [PATH]: STRIPE.replace('500', '5'), 'README.md': 'x', 'logo.bin': '\0' })
    expect(await draftOf(both)).toMatchObject([{ path: PATH, text: STRIPE }])
    const [draft] = await stage.database.prisma.draft.findMany()
    expect(draft?.description).toContain('Not restored')
    expect(draft?.description).toContain('README.md, logo.bin')
    expect(await revert(await commit({ 'README.md': 'y' }))).toEqual({ kind: 'nothing' })
  })
})
