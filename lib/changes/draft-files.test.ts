import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { getDraft } from './get-draft'
import { proposeChange } from './propose-change'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
let ana: Context<PersonActor>

const PATH = 'policies/payments/stripe.yaml'
const SLACK = 'policies/support/slack.yaml'
const OLD = 'policies/payments/old.yaml'
const NEW = 'version: "1"\ndefault: deny\n'

beforeAll(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  await stage.push({ [OLD]: NEW })
  await stage.source.mirror.fetch()
})

afterAll(() => stage.close())

async function draftOf(files: Parameters<typeof createDraft>[0]['input']['files']): Promise<string> {
  const input = { title: 't', description: '', files }
  const made = await createDraft({ ctx: ana, source: stage.source, input })
  if (made.kind !== 'created') throw new Error(made.kind)
  return made.id
}

it('a new file, one that is edited, one that moves and one that is deleted go into one commit of one pull request', async () => {
  const moved = 'policies/payments/slack.yaml'
  const id = await draftOf([
    { path: 'policies/payments/new.yaml', text: NEW },
    { basePath: PATH, edits: [], text: STRIPE.replace('500', '50') },
    { basePath: SLACK, path: moved, edits: [], text: null },
    { basePath: OLD, path: null, edits: [], text: null },
  ])
  const view = await getDraft({ ctx: ana, source: stage.source, id })
  // A move out of a folder needs the owners of both: support has none, payments has two.
  expect(view?.owners.map(({ path, kind }) => [path, kind])).toEqual(
    expect.arrayContaining([
      [SLACK, 'unowned'],
      [moved, 'owned'],
    ]),
  )
  const input = { revision: 0, title: 'All at once', description: '', asDraft: false, labels: [] }
  const links = { change: () => 'https://lockstep.test' }
  const client = stage.client('ana')
  const { source } = stage
  const result = await proposeChange({ ctx: ana, source, client, links, id, input })
  expect(result).toEqual({ kind: 'opened', number: 1 })
  const { rest } = stage.forge.as('dora')
  const pull = { ...REPOSITORY, pull_number: 1 }
  expect((await rest.pulls.listCommits(pull)).data).toHaveLength(1)
  const branch = (await rest.pulls.get(pull)).data.head.ref
  const { data: tree } = await rest.git.getTree({ ...REPOSITORY, tree_sha: branch, recursive: 'true' })
  const policies = tree.tree.flatMap(({ type, path }) => (type === 'blob' ? path : []))
  expect(policies.filter((path) => path.startsWith('policies/'))).toEqual([
    'policies/payments/new.yaml',
    moved,
    PATH,
  ])
})

it('a file is never made below one of the branch, which git would take away for its folder', async () => {
  const below = `${PATH}/eu.yaml`
  const input = { revision: 0, title: 'Below', description: '', asDraft: false, labels: [] }
  const links = { change: () => 'https://lockstep.test' }
  const client = stage.client('ana')
  const submitted = async (files: Parameters<typeof draftOf>[0]) =>
    proposeChange({ ctx: ana, source: stage.source, client, links, id: await draftOf(files), input })
  const taken = [{ path: below, by: PATH }]
  const made = [{ path: below, text: NEW }]
  expect(await submitted(made)).toEqual({ kind: 'path-taken', taken })
  const view = await getDraft({ ctx: ana, source: stage.source, id: await draftOf(made) })
  expect(view?.taken).toEqual(taken)
  const moved = { basePath: SLACK, path: below, edits: [], text: null }
  expect(await submitted([moved])).toEqual({ kind: 'path-taken', taken })
  expect(await submitted([{ path: 'policies/payments/eu/stripe.yaml', text: NEW }])).toMatchObject({
    kind: 'opened',
  })
})

it('two files of a draft that exclude each other are refused before anything is written', async () => {
  const submitted = async (files: Parameters<typeof draftOf>[0]) =>
    proposeChange({
      ctx: ana,
      source: stage.source,
      client: stage.client('ana'),
      links: { change: () => 'https://lockstep.test' },
      id: await draftOf(files),
      input: { revision: 0, title: 'Both', description: '', asDraft: false, labels: [] },
    })
  const [eu, below] = ['policies/payments/both.yaml', 'policies/payments/both.yaml/eu.yaml']
  const faults = async (files: Parameters<typeof draftOf>[0]) => {
    const result = await submitted(files)
    return result.kind === 'invalid' ? result.errors.map(({ path, message }) => [path, message]) : result.kind
  }
  const needsFolder = [[below, `The draft has the file ${eu}, where this one needs a folder.`]]
  expect(
    await faults([
      { path: below, text: NEW },
      { path: eu, text: NEW },
    ]),
  ).toEqual(needsFolder)
  expect(
    await faults([
      { path: eu, text: NEW },
      { basePath: SLACK, path: below, edits: [], text: null },
    ]),
  ).toEqual(needsFolder)
  expect(
    await faults([
      { path: eu, text: NEW },
      { basePath: SLACK, path: eu, edits: [], text: null },
    ]),
  ).toEqual([[eu, 'The draft has another file for this path.']])
  expect(
    await submitted([
      { path: 'policies/payments/both/eu.yaml', text: NEW },
      { path: eu, text: NEW },
    ]),
  ).toMatchObject({ kind: 'opened' })
})

it('somebody else’s open pull request on the same file is shown, also one that was made by hand on the forge', async () => {
  const at = new Date()
  const work = { repository: FULL_NAME, person: 'dora', at }
  const files = { [PATH]: STRIPE.replace('500', '60'), 'README.md': 'x' }
  await stage.forge.forge.commitFiles({ ...work, branch: 'by-hand', files, message: 'By hand' })
  const pull = { head: 'by-hand', base: 'main', title: 'By hand', body: '', draft: false }
  const { issue } = await stage.forge.forge.openPull({ ...work, ...pull })
  const { source } = stage
  await source.mirror.fetch()
  await refreshChanges({ ctx: stage.system(), source, client: stage.client('dora') })
  const same = await getDraft({
    ctx: ana,
    source,
    id: await draftOf([{ basePath: PATH, edits: [], text: null }]),
  })
  expect(same?.overlapping).toContainEqual({
    number: issue.number,
    title: 'By hand',
    draftedBy: 'dora',
    paths: [PATH],
  })
  const other = await draftOf([{ basePath: OLD, edits: [], text: null }])
  const { overlapping } = (await getDraft({ ctx: ana, source, id: other })) ?? {}
  expect(overlapping?.map(({ number }) => number)).not.toContain(issue.number)
})

it('a file that git has as a program stays one, edited or moved: nobody asked to change that', async () => {
  const { git, pulls } = stage.forge.as('dora').rest
  const [script, other] = ['policies/payments/run.yaml', 'policies/payments/ran.yaml']
  const { data: main } = await git.getRef({ ...REPOSITORY, ref: 'heads/main' })
  const tree = [script, 'policies/payments/edited.yaml'].map(
    (path) => ({ path, mode: '100755', type: 'blob', content: NEW }) as const,
  )
  const { data: made } = await git.createTree({ ...REPOSITORY, base_tree: main.object.sha, tree })
  const commit = { message: 'Programs', tree: made.sha, parents: [main.object.sha] }
  const { data: head } = await git.createCommit({ ...REPOSITORY, ...commit })
  await git.createRef({ ...REPOSITORY, ref: 'refs/heads/programs', sha: head.sha })
  const opened = await pulls.create({ ...REPOSITORY, title: 'Programs', head: 'programs', base: 'main' })
  await stage.forge
    .as('ana')
    .rest.pulls.createReview({ ...REPOSITORY, pull_number: opened.data.number, event: 'APPROVE' })
  await pulls.merge({ ...REPOSITORY, pull_number: opened.data.number })
  await stage.source.mirror.fetch()

  const id = await draftOf([
    { basePath: script, path: other, edits: [], text: null },
    { basePath: 'policies/payments/edited.yaml', edits: [], text: NEW.replace('deny', 'allow') },
  ])
  const result = await proposeChange({
    ctx: ana,
    source: stage.source,
    client: stage.client('ana'),
    links: { change: () => 'https://lockstep.test' },
    id,
    input: { revision: 0, title: 'Programs again', description: '', asDraft: false, labels: [] },
  })
  if (result.kind !== 'opened') throw new Error(result.kind)
  const { data: pull } = await pulls.get({ ...REPOSITORY, pull_number: result.number })
  const { data: now } = await git.getTree({ ...REPOSITORY, tree_sha: pull.head.sha, recursive: 'true' })
  const modes = new Map(now.tree.map(({ path, mode }) => [path, mode]))
  expect(modes.get(other)).toBe('100755')
  expect(modes.get('policies/payments/edited.yaml')).toBe('100755')
  expect(modes.get('policies/payments/stripe.yaml')).toBe('100644')
})

it('owners are predicted for the files that the commit will have, and for all while none is changed', async () => {
  const owned = async (files: Parameters<typeof draftOf>[0]) => {
    const view = await getDraft({ ctx: ana, source: stage.source, id: await draftOf(files) })
    return view?.owners.map(({ path }) => path)
  }
  const looked = { basePath: SLACK, edits: [], text: null }
  expect(await owned([looked, { basePath: PATH, edits: [], text: STRIPE }])).toEqual([PATH, SLACK])
  expect(await owned([looked, { basePath: PATH, edits: [], text: STRIPE.replace('500', '5') }])).toEqual([
    PATH,
  ])
})
