import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { GitClient, withToken } from '@/forge/testing/git-client'
import type { Context, PersonActor } from '@/lib/context'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { sayNotProved } from './change-evidence'
import { createDraft } from './create-draft'
import { getChange } from './get-change'
import { getEvidence } from './get-evidence'
import { proposeChange, type ProposeResult } from './propose-change'
import { refreshChanges } from './refresh-changes'
import { saveDraft } from './save-draft'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
let ana: Context<PersonActor>
let id: string

const PATH = 'policies/payments/stripe.yaml'
const OTHER = 'policies/support/slack.yaml'
const THEIRS = 'version: "1"\ndefault: deny\ndescription: Theirs\n'

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  const files = [{ basePath: PATH, edits: [], text: STRIPE.replace('500', '50') }]
  const input = { title: 't', description: '', files }
  const made = await createDraft({ ctx: ana, source: stage.source, input })
  if (made.kind !== 'created') throw new Error(made.kind)
  id = made.id
})

afterEach(() => stage.close())

function submit(
  more: { revision?: number; newBranch?: boolean; labels?: string[] } = {},
): Promise<ProposeResult> {
  const { revision = 0, newBranch, labels = [] } = more
  const input = { revision, title: 'Lower it', description: 'Why.', asDraft: false, labels, newBranch }
  const links = { change: () => 'https://lockstep.test' }
  return proposeChange({ ctx: ana, source: stage.source, client: stage.client('ana'), links, id, input })
}

async function edit(revision: number, text: string): Promise<void> {
  const baseBlob = (await stage.database.prisma.draftFile.findFirst({ where: { draftId: id } }))?.baseBlob
  const files = [{ path: PATH, basePath: PATH, baseBlob: baseBlob ?? null, edits: [], text }]
  const saved = await saveDraft({ ctx: ana, id, input: { revision, title: 't', description: '', files } })
  if (saved.kind !== 'saved') throw new Error(saved.kind)
}

const rest = () => stage.forge.as('dora').rest
const branchOf = async () => (await stage.database.prisma.draft.findUnique({ where: { id } }))?.branch ?? ''
const pulls = async () => (await rest().pulls.list({ ...REPOSITORY, state: 'all' })).data
const outage = (path: string) =>
  stage.forge.admin('/_test/fault', { kind: 'outage', method: 'POST', path, count: 1 })

async function contentOn(branch: string, path: string): Promise<string> {
  const { data } = await rest().repos.getContent({ ...REPOSITORY, path, ref: branch })
  return 'content' in data ? Buffer.from(data.content, 'base64').toString('utf8') : ''
}

function commitAs(person: string, branch: string, files: Record<string, string>): Promise<unknown> {
  const at = new Date()
  const message = 'Tidy up'
  return stage.forge.forge.commitFiles({ repository: FULL_NAME, branch, files, message, person, at })
}

async function look(number: number) {
  await stage.source.mirror.fetch()
  await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('dora') })
  return getChange({ ctx: stage.system(), source: stage.source, root: 'policies', number })
}

describe('a commit of somebody else on our branch', () => {
  it('is not written over by another try, which says whose it is and can go on on a new branch', async () => {
    await outage('*/pulls')
    expect(await submit()).toEqual({ kind: 'unreachable' })
    const branch = await branchOf()
    await commitAs('ben', branch, { [OTHER]: THEIRS })
    const { data: head } = await rest().git.getRef({ ...REPOSITORY, ref: `heads/${branch}` })
    const taken = { kind: 'branch-exists', branch, commit: head.object.sha, by: 'BEN', pull: null }
    expect(await submit()).toEqual(taken)
    await edit(0, STRIPE.replace('500', '40'))
    expect(await submit({ revision: 1 })).toEqual(taken)
    expect(await contentOn(branch, OTHER)).toBe(THEIRS)
    expect(await pulls()).toEqual([])
    expect(await submit({ revision: 1, newBranch: true })).toEqual({ kind: 'opened', number: 1 })
    expect(await branchOf()).toBe(`${branch}-2`)
    expect(await contentOn(`${branch}-2`, PATH)).toBe(STRIPE.replace('500', '40'))
    expect(await contentOn(branch, OTHER)).toBe(THEIRS)
  })

  it('stays when the pull request was open already and only the answer was lost', async () => {
    await stage.forge.admin('/_test/fault', { kind: 'fail-after', method: 'POST', path: '*/pulls', count: 1 })
    expect(await submit()).toEqual({ kind: 'unreachable' })
    await commitAs('ben', await branchOf(), { [OTHER]: THEIRS })
    expect(await submit()).toEqual({ kind: 'opened', number: 1 })
    expect(await contentOn(await branchOf(), OTHER)).toBe(THEIRS)
    expect(await pulls()).toHaveLength(1)
    expect((await look(1))?.others).toMatchObject({ isRewritten: false, commits: [{ title: 'Tidy up' }] })
  })

  it('is told on the page of the change and in its evidence, and our own commit is not', async () => {
    expect(await submit()).toEqual({ kind: 'opened', number: 1 })
    expect((await look(1))?.others).toBeNull()
    await commitAs('ben', await branchOf(), { [OTHER]: THEIRS })
    const change = await look(1)
    expect(change?.others).toMatchObject({
      isRewritten: false,
      commits: [{ sha: change?.headSha, title: 'Tidy up', by: 'BEN' }],
    })
    const history = await stage.source.mirror.history(stage.source.repository.ref)
    if (history === null) throw new Error('no history')
    const of = { ctx: stage.system(), source: stage.source, history, root: 'policies', number: 1 }
    const evidence = await getEvidence(of)
    const said = evidence === null ? [] : sayNotProved({ ...evidence, runs: [] })
    expect(said.find((line) => line.includes('by BEN'))).toContain(change?.headSha.slice(0, 7))
  })

  it('is told still when what our pull request lacked is made after its merge', async () => {
    await outage('*/issues/1/labels')
    expect(await submit({ labels: ['refunds'] })).toMatchObject({ kind: 'unfinished', number: 1 })
    await commitAs('ben', await branchOf(), { [OTHER]: THEIRS })
    await rest().pulls.merge({ ...REPOSITORY, pull_number: 1 })
    expect((await look(1))?.others).toMatchObject({ commits: [{ by: 'BEN' }] })
    expect(await submit({ labels: ['refunds'] })).toEqual({ kind: 'opened', number: 1 })
    expect((await look(1))?.others).toMatchObject({ commits: [{ by: 'BEN' }] })
  })

  it('that took ours away is told as a rewritten branch', async () => {
    await submit()
    const branch = await branchOf()
    const remote = withToken(stage.forge.url, stage.forge.token('ben'))
    const client = await GitClient.clone(remote, temporaryFolder())
    await client.must('checkout', '--quiet', branch)
    await client.must('commit', '--quiet', '--amend', '--message', 'Mine now')
    await client.must('push', '--quiet', '--force', 'origin', branch)
    expect((await look(1))?.others).toMatchObject({ isRewritten: true, commits: [{ title: 'Mine now' }] })
  })
})

describe('a pull request of an earlier try', () => {
  it('gets what is said about it now, and keeps what a person wrote around it', async () => {
    await stage.forge.admin('/_test/fault', { kind: 'fail-after', method: 'POST', path: '*/pulls', count: 1 })
    expect(await submit()).toEqual({ kind: 'unreachable' })
    const [first] = await pulls()
    expect(first?.body).toContain('50')
    const own = `Written on GitHub.\n\n${first?.body ?? ''}\n\nAnd below.`
    await rest().pulls.update({ ...REPOSITORY, pull_number: 1, body: own })
    await edit(0, STRIPE.replace('500', '47'))
    expect(await submit({ revision: 1 })).toEqual({ kind: 'opened', number: 1 })
    const [pull] = await pulls()
    expect(pull?.body).toMatch(/^Written on GitHub\.\n\nWhy\.\n\n<!-- lockstep:begin -->/)
    expect(pull?.body).toMatch(/<!-- lockstep:end -->\n\nAnd below\.$/)
    expect(pull?.body).toContain('47')
    expect(await contentOn(await branchOf(), PATH)).toBe(STRIPE.replace('500', '47'))
  })
})
