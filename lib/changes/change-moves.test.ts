import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { createDraft } from './create-draft'
import { getChange } from './get-change'
import { getDraft } from './get-draft'
import { getEvidence } from './get-evidence'
import { getPush } from './get-push'
import { proposeChange } from './propose-change'
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

  it('in a draft, when a file is deleted and a new one has most of its lines', async () => {
    const files = [
      { basePath: OLD, path: null, edits: [], text: null },
      { path: DATA, text: STRIPE.replace('500', '50') },
    ]
    expect(await movesOfDraft(files)).toMatchObject([MOVED_FILE])
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
    const unlike = { path: DATA, text: 'version: "1"\ndefault: deny\n' }
    const deleted = { basePath: OLD, path: null, edits: [], text: null }
    expect(await movesOfDraft([deleted, unlike])).toEqual([])
  })

  it('in a pull request, neither a file nor a rule, nor a file that is new beside one that goes', async () => {
    expect(await movesOfPull({ [OLD]: null, 'policies/payments/renamed.yaml': STRIPE })).toEqual([])
    expect(await movesOfPull({ [OLD]: WITHOUT, [SAME]: TAKEN })).toEqual([])
    expect(await movesOfPull({ [OLD]: null, [DATA]: 'version: "1"\ndefault: deny\n' })).toEqual([])
  })
})

describe('a move across owners stands as well', () => {
  it('in the body of the pull request and in its evidence, with who must agree', async () => {
    const ctx = await stage.as('ana')
    const { source } = stage
    const files = [{ basePath: OLD, path: DATA, edits: [], text: null }]
    const made = await createDraft({ ctx, source, input: { title: 't', description: '', files } })
    if (made.kind !== 'created') throw new Error(made.kind)
    const input = { revision: 0, title: 'Give it', description: '', asDraft: false, labels: [] }
    const links = { change: () => 'https://lockstep.test' }
    const client = stage.client('ana')
    const proposed = await proposeChange({ ctx, source, client, links, id: made.id, input })
    if (proposed.kind !== 'opened') throw new Error(proposed.kind)
    const { number } = proposed
    const { data } = await stage.forge.as('ana').rest.pulls.get({ ...REPOSITORY, pull_number: number })
    expect(data.body).toContain(`### What changes owners\n\n- \`${OLD}\` → \`${DATA}\`: moves from`)
    await source.mirror.fetch()
    await refreshChanges({
      ctx: stage.system(),
      source,
      client: stage.client('dora'),
      input: { numbers: [number] },
    })
    const history = await source.mirror.history(source.repository.ref)
    if (history === null) throw new Error('no history')
    const evidence = await getEvidence({ ctx, source, history, root: 'policies', number })
    expect(evidence?.ownerMoves).toMatchObject([{ ...MOVED_FILE, state: 'waiting' }])
  })

  it('on a commit that was pushed by hand, and not on one that moves nothing', async () => {
    const push = async (files: Record<string, string | null>) => {
      await stage.push(files)
      await stage.source.mirror.fetch()
      const history = await stage.source.mirror.history(stage.source.repository.ref)
      if (history === null) throw new Error('no history')
      const [ctx, { source }] = [stage.system(), stage]
      const found = await getPush({ ctx, source, history, root: 'policies', sha: history.tip })
      return found.kind === 'push' ? found.ownerMoves : null
    }
    expect(await push({ [SAME]: `${LISTED}# moved nothing\n` })).toEqual([])
    expect(await push({ [OLD]: null, [DATA]: STRIPE })).toMatchObject([MOVED_FILE])
  })
})
