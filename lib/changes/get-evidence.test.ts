import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { sayNotProved } from './change-evidence'
import { getEvidence } from './get-evidence'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
})
afterAll(() => stage.close())

const PATH = 'policies/payments/stripe.yaml'

async function openByHand(branch: string, files: Record<string, string>): Promise<number> {
  const at = new Date()
  const where = { repository: FULL_NAME, person: 'ana', at }
  await stage.forge.forge.commitFiles({ ...where, branch, files, message: 'By hand' })
  const pull = { head: branch, base: 'main', title: 'By hand', body: '', draft: false }
  return (await stage.forge.forge.openPull({ ...where, ...pull })).issue.number
}

/** `asker` sees the teams when in the organisation. */
async function evidenceOf(number: number, asker = 'ben') {
  const { mirror, repository } = stage.source
  await mirror.fetch()
  await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client(asker) })
  const history = await mirror.history(repository.ref)
  if (history === null) throw new Error('no history')
  return getEvidence({ ctx: stage.system(), source: stage.source, history, root: 'policies', number })
}

it('says of a pull request made by hand who approved as which owner, what it means, and what came after', async () => {
  const number = await openByHand('lower', { [PATH]: STRIPE.replace('500', '50') })
  const ben = stage.forge.as('ben')
  await ben.rest.pulls.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
  const asOwners = [
    // Once as a member of the team, once by name: both are on the line.
    { path: PATH, owner: '@acme/payments', line: 1 },
    { path: PATH, owner: '@ben', line: 1 },
  ]
  expect((await evidenceOf(number))?.approvals).toMatchObject([{ login: 'ben', as: asOwners }])
  await ben.rest.pulls.merge({ ...REPOSITORY, pull_number: number })
  const evidence = await evidenceOf(number)
  expect(evidence).toMatchObject({
    state: 'merged',
    draftedBy: 'ana',
    drafted: null,
    mergedBy: 'ben',
    codeownersPath: '.github/CODEOWNERS',
    meanings: [
      { path: PATH, verdict: 'tightens', lines: [{ effect: 'tightens', witness: expect.any(String) }] },
    ],
    files: [{ path: PATH, status: 'modified', content: { kind: 'lines', added: 1 }, supersededBy: null }],
  })
  expect(evidence?.approvals[0]?.as).toEqual(asOwners)
  await stage.push({ [PATH]: STRIPE })
  const later = await evidenceOf(number)
  expect(later?.files[0]?.supersededBy).toBe(await stage.source.mirror.objects.resolve('refs/heads/main'))
})

it('says that an approver owns nothing of it, and that there is no such change', async () => {
  const number = await openByHand('slack', {
    'policies/support/slack.yaml': 'version: "1"\ndefault: allow\n',
  })
  const dora = stage.forge.as('dora')
  await dora.rest.pulls.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
  await dora.rest.pulls.merge({ ...REPOSITORY, pull_number: number })
  expect((await evidenceOf(number))?.approvals).toMatchObject([{ login: 'dora', as: [] }])
  expect(await evidenceOf(999)).toBeNull()
})

it('does not say as which owner somebody approved when the app may not see the team', async () => {
  const charge = { 'policies/payments/charge.yaml': 'version: "1"\n' }
  const number = await openByHand('charge', charge)
  const cleo = stage.forge.as('cleo')
  await cleo.rest.pulls.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
  await stage.forge.as('dora').rest.pulls.merge({ ...REPOSITORY, pull_number: number })
  const evidence = await evidenceOf(number, 'dora')
  expect(evidence?.approvals).toMatchObject([{ login: 'cleo', as: null }])
  expect(evidence && sayNotProved({ ...evidence, runs: [] }).join(' ')).toContain(
    'As which owner each person approved',
  )
})

it('does not say that an owner is missing who is named by an e-mail address, which the forge tells of nobody', async () => {
  await stage.push({ '.github/CODEOWNERS': 'policies/ cleo@acme.test\n' })
  const number = await openByHand('address', { [PATH]: STRIPE.replace('500', '8') })
  const cleo = stage.forge.as('cleo').rest.pulls
  await cleo.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
  expect((await evidenceOf(number))?.approvals).toMatchObject([{ login: 'cleo', as: null }])
  await cleo.merge({ ...REPOSITORY, pull_number: number })
  expect((await evidenceOf(number))?.approvals).toMatchObject([{ login: 'cleo', as: null }])
})

it('keeps who surely agreed to one file where the owner of another is an e-mail address', async () => {
  const SLACK = 'policies/support/slack.yaml'
  const owners = 'policies/payments/ @acme/payments\npolicies/support/ ops@acme.test\n'
  await stage.push({ '.github/CODEOWNERS': owners })
  const files = { [PATH]: STRIPE.replace('500', '9'), [SLACK]: 'version: "1"\ndefault: deny\n' }
  const number = await openByHand('both', files)
  const [ben, dora] = [stage.forge.as('ben').rest.pulls, stage.forge.as('dora').rest.pulls]
  await ben.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
  await dora.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
  const asOwner = [{ path: PATH, owner: '@acme/payments', line: 1 }]
  const approvals = [
    { login: 'ben', as: asOwner },
    { login: 'dora', as: null },
  ]
  expect((await evidenceOf(number))?.approvals).toMatchObject(approvals)
  await ben.merge({ ...REPOSITORY, pull_number: number })
  const evidence = await evidenceOf(number)
  expect(evidence).toMatchObject({ state: 'merged', approvals })
  expect(evidence && sayNotProved({ ...evidence, runs: [] }).join(' ')).toContain(
    `Whether an owner of ${SLACK} approved`,
  )
})

it('always says what is not proved, and names who never ran it', async () => {
  const known = await evidenceOf(await openByHand('third', { [PATH]: STRIPE.replace('500', '7') }))
  if (known === null) throw new Error('no change')
  const run = { path: PATH, environment: 'prod', createdAt: new Date(), retiredAt: null, deliveredAt: null }
  const nothing = { running: null, unproved: null, refused: null }
  const proved = { ...nothing, running: { at: new Date(), evidence: 4, kind: 'reload' } }
  const runs = [
    { ...run, ...nothing, proxy: 'eu-1' },
    { ...run, ...proved, proxy: 'eu-2' },
  ]
  const sentences = sayNotProved({ ...known, state: 'merged', runs })
  expect(sentences[0]).toBe('That eu-1 ever ran this content: no load of it was reported.')
  expect(sentences.join(' ')).not.toContain('eu-2')
  expect(sayNotProved({ ...known, runs: [] }).at(-1)).toContain('GitHub answers for sign-in.')
})
