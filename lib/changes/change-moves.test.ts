import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { createDraft } from './create-draft'
import { getChange } from './get-change'
import { getDraft } from './get-draft'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const OLD = 'policies/payments/stripe.yaml'
const DATA = 'policies/data/stripe.yaml'
const SAME = 'policies/payments/pay.yaml'
const OTHER = 'policies/data/other.yaml'
const RULE = STRIPE.slice(STRIPE.indexOf('      - name'), STRIPE.indexOf('  list_customers'))
const WITHOUT = STRIPE.replace(`rules:\n${RULE}`, 'rules: []\n')
const TAKEN = `version: "1"\ntools:\n  pay:\n    rules:\n${RULE}`
const LISTED = 'version: "1"\ntools:\n  pay:\n    rules: []\n'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
  const owners = '/policies/payments/ @ben\n/policies/data/ @acme/data\n'
  await stage.push({ '.github/CODEOWNERS': owners, [OTHER]: LISTED, [SAME]: LISTED })
  await stage.source.mirror.fetch()
})
afterAll(() => stage.close())

async function movesOfDraft(files: Parameters<typeof createDraft>[0]['input']['files']) {
  const ctx = await stage.as('ana')
  const { source } = stage
  const made = await createDraft({ ctx, source, input: { title: 't', description: '', files } })
  if (made.kind !== 'created') throw new Error(made.kind)
  return (await getDraft({ ctx, source, id: made.id }))?.ownerMoves
}

let opened = 0

/** What is said of a pull request that git and the forge made by hand. */
async function movesOfPull(files: Record<string, string | null>) {
  opened += 1
  const by = { repository: FULL_NAME, person: 'ana', at: new Date() }
  const branch = `hand-${opened}`
  await stage.forge.forge.commitFiles({ ...by, branch, files, message: branch })
  const pull = { head: branch, base: 'main', title: branch, body: '', draft: false }
  const { issue } = await stage.forge.forge.openPull({ ...by, ...pull })
  const { source } = stage
  await source.mirror.fetch()
  await refreshChanges({ ctx: stage.system(), source, client: stage.client('dora') })
  const change = await getChange({ ctx: stage.system(), source, root: 'policies', number: issue.number })
  return change?.ownerMoves
}

const MOVED_FILE = {
  what: 'file',
  from: { path: OLD, owners: ['@ben'] },
  to: { path: DATA, owners: ['@acme/data'] },
}
const MOVED_RULE = {
  what: 'rules',
  from: { path: OLD, owners: ['@ben'] },
  to: { path: OTHER, owners: ['@acme/data'] },
  tools: [],
  rules: ['max refund'],
}

describe('what crosses owners is flagged', () => {
  it('in a draft, when a file moves', async () => {
    const file = { basePath: OLD, path: DATA, edits: [], text: null }
    expect(await movesOfDraft([file])).toMatchObject([MOVED_FILE])
  })

  it('in a draft, when a rule moves', async () => {
    const files = [
      { basePath: OLD, edits: [], text: WITHOUT },
      { basePath: OTHER, edits: [], text: TAKEN },
    ]
    expect(await movesOfDraft(files)).toMatchObject([MOVED_RULE])
  })

  it.each([
    ['byte for byte', STRIPE],
    ['with a few other lines', STRIPE.replace('500', '50')],
  ])('in a pull request made by hand, when a file moves %s', async (_, text) => {
    expect(await movesOfPull({ [OLD]: null, [DATA]: text })).toMatchObject([MOVED_FILE])
  })

  it('in a pull request made by hand, when a rule moves', async () => {
    expect(await movesOfPull({ [OLD]: WITHOUT, [OTHER]: TAKEN })).toMatchObject([MOVED_RULE])
  })
})

describe('what stays with its owners is not flagged', () => {
  it('in a draft, neither a file nor a rule', async () => {
    const path = 'policies/payments/renamed.yaml'
    expect(await movesOfDraft([{ basePath: OLD, path, edits: [], text: null }])).toEqual([])
    const files = [
      { basePath: OLD, edits: [], text: WITHOUT },
      { basePath: SAME, edits: [], text: TAKEN },
    ]
    expect(await movesOfDraft(files)).toEqual([])
  })

  it('in a pull request, neither a file nor a rule, nor a file that is new beside one that goes', async () => {
    expect(await movesOfPull({ [OLD]: null, 'policies/payments/renamed.yaml': STRIPE })).toEqual([])
    expect(await movesOfPull({ [OLD]: WITHOUT, [SAME]: TAKEN })).toEqual([])
    expect(await movesOfPull({ [OLD]: null, [DATA]: 'version: "1"\ndefault: deny\n' })).toEqual([])
  })
})
