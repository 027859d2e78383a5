import { afterEach, beforeEach, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { proposeChange } from './propose-change'
import { saveDraft } from './save-draft'
import { openChangeStage, type ChangeStage } from './testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'

let stage: ChangeStage
let ana: Context<PersonActor>
let id: string

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: 't', description: '', files: [file('never')] },
  })
  id = made.kind === 'created' ? made.id : made.kind
})

afterEach(() => stage.close())

function file(name: string) {
  const content = { name, action: 'deny' as const }
  return { basePath: PATH, edits: [{ op: 'add-rule' as const, tool: 'list_customers', content }], text: null }
}

const submit = (revision = 0) =>
  proposeChange({
    ctx: ana,
    source: stage.source,
    client: stage.client('ana'),
    links: { change: (branch) => `https://lockstep.test/changes?branch=${branch}` },
    id,
    input: { revision, title: 'Deny listing', description: '', asDraft: false, labels: [] },
  })

const rule = (rules: object) =>
  stage.forge.forge.setRuleset({
    repository: FULL_NAME,
    name: 'what is pushed',
    branches: ['~ALL'],
    requiredReviewers: [],
    at: new Date(),
    ...rules,
  })

async function blobOf(path: string): Promise<string | null> {
  const { objects } = stage.source.mirror
  const tip = (await objects.resolve('refs/heads/main')) ?? ''
  return (await objects.entryAt(tip, path))?.sha ?? null
}

async function pulls() {
  const { data } = await stage.forge.as('ana').rest.pulls.list({ ...REPOSITORY, state: 'all' })
  return data.map(({ number }) => number)
}

it.each([
  [{ restrictCreations: true }, 'Cannot create ref due to creations being restricted.'],
  [{ restrictedPaths: ['policies/payments/*'] }, `File path is restricted: ${PATH}`],
  [{ restrictedExtensions: ['*.yaml'] }, `File extension is restricted: ${PATH}`],
  [{ maxPathLength: PATH.length - 1 }, `File path is too long: ${PATH}`],
])(
  'a ruleset with %j is said in its own words, and once it is lifted a retry ends in one pull request',
  async (rules, message) => {
    rule(rules)
    expect(await submit()).toEqual({ kind: 'refused', message, byRule: true })
    expect(await pulls()).toEqual([])
    rule({ restrictedExtensions: ['*.exe'], maxPathLength: PATH.length, maxFileMegabytes: 1 })
    expect(await submit()).toEqual({ kind: 'opened', number: 1 })
    expect(await submit()).toEqual({ kind: 'opened', number: 1 })
    expect(await pulls()).toEqual([1])
  },
)

it('a secret that push protection finds is said, nothing is written, and once it is taken out a retry ends in one pull request', async () => {
  stage.forge.forge.setPushProtection({ repository: FULL_NAME, on: true })
  const base = await blobOf(PATH)
  const saved = (revision: number, message: string) => {
    const content = { name: 'never', action: 'deny' as const, onDeny: message }
    const edits = [{ op: 'add-rule' as const, tool: 'list_customers', content }]
    const files = [{ basePath: PATH, baseBlob: base, path: PATH, edits, text: null }]
    return saveDraft({ ctx: ana, id, input: { revision, title: 't', description: '', files } })
  }
  await saved(0, `Ask with rk_live_${'a1B2'.repeat(6)}.`)
  expect(await submit(1)).toEqual({ kind: 'refused', message: 'Secret detected in content', byRule: true })
  expect(await pulls()).toEqual([])
  await saved(1, 'Ask the team.')
  expect(await submit(2)).toEqual({ kind: 'opened', number: 1 })
  expect(await pulls()).toEqual([1])
})

it('a branch that was protected after the first try is said as a rule, and is written once it is let go', async () => {
  const lost = { kind: 'outage', method: 'POST', path: '*/pulls', status: 500 }
  await stage.forge.admin('/_test/fault', lost)
  expect(await submit()).toEqual({ kind: 'unreachable' })
  await stage.forge.admin('/_test/fault', undefined, 'DELETE')
  const branch = 'lockstep/*'
  stage.forge.forge.setProtection({ repository: FULL_NAME, branch })
  const { basePath, edits, text } = file('not now')
  const files = [{ basePath, baseBlob: await blobOf(PATH), path: PATH, edits, text }]
  const saved = await saveDraft({ ctx: ana, id, input: { revision: 0, title: 't', description: '', files } })
  expect(saved).toEqual({ kind: 'saved', revision: 1 })
  const refused = await submit(1)
  expect(refused).toMatchObject({ kind: 'refused', byRule: true })
  expect(refused).toMatchObject({
    message: expect.stringContaining('approving review is required') as string,
  })
  await stage.forge.admin('/_admin/protection', { repository: FULL_NAME, branch }, 'DELETE')
  expect(await submit(1)).toEqual({ kind: 'opened', number: 1 })
  expect(await pulls()).toEqual([1])
})
