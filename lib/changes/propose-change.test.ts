import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import type { DraftFile } from './draft-file'
import { proposeChange, type ProposeResult } from './propose-change'
import { saveDraft } from './save-draft'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
let ana: Context<PersonActor>

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
})

afterEach(() => stage.close())

const PATH = 'policies/payments/stripe.yaml'
const DENY: DraftFile['edits'] = [
  {
    op: 'add-rule',
    tool: 'list_customers',
    content: { name: 'no lists', action: 'deny', onDeny: 'Ask a person.' },
  },
]

async function draftOf(edits: DraftFile['edits'] = DENY): Promise<string> {
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: 't', description: '', files: [{ basePath: PATH, edits, text: null }] },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  return made.id
}

function submit(
  id: string,
  more: { login?: string; revision?: number; asDraft?: boolean; labels?: string[] } = {},
): Promise<ProposeResult> {
  return proposeChange({
    ctx: ana,
    source: stage.source,
    client: stage.client(more.login ?? 'ana'),
    links: { change: (branch) => `https://lockstep.test/changes?branch=${branch}` },
    id,
    input: {
      revision: more.revision ?? 0,
      title: 'Deny listing customers',
      description: 'Because of **INC-1**.',
      asDraft: more.asDraft ?? false,
      labels: more.labels ?? [],
    },
  })
}

async function pulls() {
  return (await stage.forge.as('ana').rest.pulls.list({ ...REPOSITORY, state: 'all' })).data
}

describe('a submitted draft', () => {
  it('becomes one pull request of the person, whose diff is only the edit, with its code owners asked', async () => {
    const result = await submit(await draftOf())
    expect(result).toEqual({ kind: 'opened', number: 1 })
    const [pull] = await pulls()
    expect(pull?.user?.login).toBe('ana')
    expect(pull?.requested_teams?.map(({ slug }) => slug)).toEqual(['payments'])
    expect(pull?.body).toMatch(/^Because of \*\*INC-1\*\*\.\n\n<!-- lockstep:begin -->/)
    expect(pull?.body).toMatch(/list\\_customers/)
    const files = await stage.forge.as('ana').rest.pulls.listFiles({ ...REPOSITORY, pull_number: 1 })
    expect(files.data.map(({ filename, additions }) => [filename, additions])).toEqual([[PATH, 4]])
    const removed = files.data[0]?.patch?.split('\n').filter((line) => line.startsWith('-')) ?? []
    expect(removed).toEqual(['-    rules: []'])
  })

  it('says in its body what the policy tests say, those of the branch and those of the draft', async () => {
    const tests = 'tests:\n  - {name: lists @ben, call: {tool: list_customers}, expect: allow}\n'
    await stage.push({ 'policies/payments/stripe.test.yaml': tests })
    await stage.source.mirror.fetch()
    await submit(await draftOf())
    const [pull] = await pulls()
    expect(pull?.body).toContain('### Policy tests\n\n- `policies/payments/stripe.yaml`')
    expect(pull?.body).toContain('0 of 1 pass')
    expect(pull?.body).not.toContain('@ben')
    const made = await createDraft({
      ctx: ana,
      source: stage.source,
      input: {
        title: 't',
        description: '',
        files: [
          { basePath: PATH, edits: DENY, text: null },
          {
            basePath: 'policies/payments/stripe.test.yaml',
            edits: [],
            text: tests.replace('allow', 'deny'),
          },
        ],
      },
    })
    expect(await submit(made.kind === 'created' ? made.id : '')).toMatchObject({ kind: 'opened' })
    expect((await pulls())[0]?.body).toContain('1 of 1 pass')
  })

  it('stays one pull request when it is submitted again', async () => {
    const id = await draftOf()
    await submit(id)
    expect(await submit(id)).toEqual({ kind: 'opened', number: 1 })
    expect(await pulls()).toHaveLength(1)
  })

  it.each([
    ['a blob', '*/git/blobs', 'POST'],
    ['the tree', '*/git/trees', 'POST'],
    ['the commit', '*/git/commits', 'POST'],
    ['the branch', '*/git/refs', 'POST'],
    ['the pull request', '*/pulls', 'POST'],
  ])('is one pull request after a retry when the answer about %s was lost', async (_, path, method) => {
    const id = await draftOf()
    await stage.forge.admin('/_test/fault', { kind: 'fail-after', method, path, count: 1 })
    expect(await submit(id)).toEqual({ kind: 'unreachable' })
    expect(await submit(id)).toEqual({ kind: 'opened', number: 1 })
    expect(await pulls()).toHaveLength(1)
  })

  it('shows only its own lines when others moved the branch between two tries', async () => {
    const id = await draftOf()
    await stage.forge.admin('/_test/fault', { kind: 'outage', method: 'POST', path: '*/pulls', count: 1 })
    expect(await submit(id)).toEqual({ kind: 'unreachable' })
    await stage.push({ 'policies/support/slack.yaml': 'version: "1"\n' })
    expect(await submit(id)).toEqual({ kind: 'opened', number: 1 })
    const { data } = await stage.forge.as('ana').rest.pulls.listFiles({ ...REPOSITORY, pull_number: 1 })
    expect(data.map(({ filename }) => filename)).toEqual([PATH])
  })

  it('asks nobody as a draft pull request', async () => {
    await submit(await draftOf(), { asDraft: true })
    const [pull] = await pulls()
    expect(pull).toMatchObject({ draft: true, requested_teams: [], requested_reviewers: [] })
  })

  it('carries its labels, new ones and known ones, once each', async () => {
    const id = await draftOf()
    await stage.forge.admin('/_test/fault', {
      kind: 'fail-after',
      method: 'POST',
      path: '*/labels',
      count: 1,
    })
    expect(await submit(id, { labels: ['payments', 'bug'] })).toMatchObject({
      kind: 'unfinished',
      lacks: ['labels'],
    })
    expect(await submit(id, { labels: ['payments', 'bug'] })).toEqual({ kind: 'opened', number: 1 })
    expect((await pulls())[0]?.labels.map(({ name }) => name).sort()).toEqual(['bug', 'payments'])
  })

  it('says when it goes on if the forge limits writing', async () => {
    const id = await draftOf()
    await stage.forge.admin('/_test/fault', {
      kind: 'secondary-limit',
      status: 429,
      ms: 60_000,
      path: '*/git/blobs',
      count: 1,
    })
    expect(await submit(id)).toMatchObject({ kind: 'rate-limited' })
    expect(await submit(id)).toEqual({ kind: 'opened', number: 1 })
  })

  it('goes through when others changed other files, and is refused when they changed this one', async () => {
    const first = await draftOf()
    await stage.push({ 'policies/support/slack.yaml': 'version: "1"\n' })
    expect(await submit(first)).toMatchObject({ kind: 'opened' })
    const second = await draftOf()
    await stage.push({ [PATH]: STRIPE.replace('500', '400') })
    expect(await submit(second)).toMatchObject({ kind: 'stale-base', paths: [PATH] })
    expect(await pulls()).toHaveLength(1)
  })

  it('is refused with the errors at their lines when the policy is invalid', async () => {
    const id = await draftOf([{ op: 'add-rule', tool: 'create_refund', content: { name: 'nothing' } }])
    expect(await submit(id)).toEqual({
      kind: 'invalid',
      errors: [
        {
          path: PATH,
          line: expect.any(Number),
          message: 'tools.create_refund.rules[1]: evaluate rules must have at least one condition',
        },
      ],
    })
    expect(await pulls()).toEqual([])
  })

  it('is refused when nothing is changed', async () => {
    expect(await submit(await draftOf([]))).toEqual({ kind: 'unchanged' })
  })

  it('is refused when another tab saved it meanwhile', async () => {
    const id = await draftOf()
    const saved = await saveDraft({
      ctx: ana,
      id,
      input: { revision: 0, title: 'u', description: '', files: [] },
    })
    expect(saved).toEqual({ kind: 'saved', revision: 1 })
    expect(await submit(id)).toEqual({ kind: 'conflict' })
  })

  it('is refused for who may only read', async () => {
    expect(await submit(await draftOf(), { login: 'rita' })).toMatchObject({ kind: 'forbidden' })
    expect(await pulls()).toEqual([])
  })

  it('is refused for files that are not policies', async () => {
    const made = await createDraft({
      ctx: ana,
      source: stage.source,
      input: {
        title: 't',
        description: '',
        files: [{ basePath: '.github/CODEOWNERS', edits: [], text: '* @ana\n' }],
      },
    })
    if (made.kind !== 'created') throw new Error(made.kind)
    expect(await submit(made.id)).toMatchObject({ kind: 'protected', path: '.github/CODEOWNERS' })
  })

  describe('of the settings', () => {
    const SETTINGS = 'root: policies\nenvironments:\n  prod: { allowance: 10m }\n'
    const settings = async (file: { path?: string | null; text: string | null }) => {
      const input = {
        title: 't',
        description: '',
        files: [{ basePath: '.lockstep.yaml', edits: [], ...file }],
      }
      const made = await createDraft({ ctx: ana, source: stage.source, input })
      if (made.kind !== 'created') throw new Error(made.kind)
      return submit(made.id)
    }

    it('becomes a pull request of that file, where the branch has none as well', async () => {
      const files = [{ path: '.lockstep.yaml', text: SETTINGS }]
      const made = await createDraft({
        ctx: ana,
        source: stage.source,
        input: { title: 't', description: '', files },
      })
      expect(await submit(made.kind === 'created' ? made.id : '')).toMatchObject({ kind: 'opened' })
      const [pull] = await pulls()
      expect(pull?.body).toContain('- `.lockstep.yaml` is new')
      expect(pull?.body).not.toContain('Policy tests')
      await stage.push({ '.lockstep.yaml': SETTINGS })
      await stage.source.mirror.fetch()
      expect(await settings({ text: SETTINGS.replace('10m', '5m') })).toMatchObject({ kind: 'opened' })
      const { data } = await stage
        .client('ana')
        .rest.pulls.listFiles({ ...REPOSITORY, pull_number: pull?.number === 1 ? 2 : 1 })
      expect(data.map(({ filename }) => filename)).toEqual(['.lockstep.yaml'])
    })

    it('is refused with what is wrong and where, and when it would move or remove them', async () => {
      await stage.push({ '.lockstep.yaml': SETTINGS })
      await stage.source.mirror.fetch()
      expect(await settings({ text: SETTINGS.replace('10m', 'soon') })).toEqual({
        kind: 'invalid',
        errors: [
          {
            path: '.lockstep.yaml',
            line: 3,
            message: 'environments.prod.allowance must be a duration such as 30s, 10m, 2h or 1d.',
          },
        ],
      })
      const protectedThere = { kind: 'protected', path: '.lockstep.yaml' }
      expect(await settings({ path: null, text: null })).toMatchObject(protectedThere)
      expect(await settings({ path: 'policies/old.yaml', text: null })).toMatchObject(protectedThere)
      expect(await pulls()).toEqual([])
    })
  })

  it('is of its owner alone', async () => {
    const id = await draftOf()
    const ben = await stage.as('ben')
    const saved = await saveDraft({
      ctx: ben,
      id,
      input: { revision: 0, title: 'x', description: '', files: [] },
    })
    expect(saved).toEqual({ kind: 'not-found' })
  })
})
