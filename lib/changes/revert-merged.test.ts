import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { proposeChange } from './propose-change'
import { refreshChanges } from './refresh-changes'
import { revertChange } from './revert-change'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

// Reverts of what was merged on the forge, submitted and merged in their turn.
let stage: ChangeStage
let ana: Context<PersonActor>

const PATH = 'policies/payments/stripe.yaml'
const MOVED = 'policies/payments/cards.yaml'
const LOWER = STRIPE.replace('500', '5')

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
})
afterEach(() => stage.close())

const rest = () => stage.forge.as('dora').rest

/** Lockstep looks; the tip of main and what it has of the two files. */
async function look() {
  const { mirror } = stage.source
  await mirror.fetch()
  await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('dora') })
  const tip = (await mirror.objects.resolve('refs/heads/main')) ?? ''
  const text = async (path: string) => {
    const file = await mirror.objects.readFile(tip, path, 10_000)
    return file.kind === 'file' ? file.bytes.toString('utf8') : null
  }
  return { tip, path: await text(PATH), moved: await text(MOVED) }
}

type Method = 'merge' | 'squash' | 'rebase'

/** Returns who was asked to review it, and what Lockstep sees then. */
async function merge(pull_number: number, merge_method: Method) {
  const { data } = await rest().pulls.get({ ...REPOSITORY, pull_number })
  const people = data.requested_reviewers?.map(({ login }) => login) ?? []
  const teams = data.requested_teams?.map(({ slug }) => slug) ?? []
  await rest().pulls.merge({ ...REPOSITORY, pull_number, merge_method })
  return { asked: [...people, ...teams].sort(), ...(await look()) }
}

/** A pull request of two commits: one lowers a limit, one gives the file another name. */
async function renameByHand(method: Method) {
  const steps: Record<string, string | null>[] = [{ [PATH]: LOWER }, { [PATH]: null, [MOVED]: LOWER }]
  for (const [index, files] of steps.entries()) {
    const at = new Date(Date.now() + index * 1000)
    const change = {
      repository: FULL_NAME,
      branch: 'cards',
      files,
      message: `Step ${index}`,
      person: 'ana',
      at,
    }
    await stage.forge.forge.commitFiles(change)
  }
  const pull = { head: 'cards', base: 'main', title: 'Call it cards' }
  const { data } = await rest().pulls.create({ ...REPOSITORY, ...pull })
  return merge(data.number, method)
}

async function revertAndMerge(commit: string, method: Method) {
  const made = await revertChange({ ctx: ana, source: stage.source, commit, title: 'Undo' })
  if (made.kind !== 'created') throw new Error(made.kind)
  const opened = await proposeChange({
    ctx: ana,
    source: stage.source,
    client: stage.client('ana'),
    links: { change: () => 'https://lockstep.test' },
    id: made.id,
    input: { revision: 0, title: 'Undo', description: '', asDraft: false, labels: [] },
  })
  if (opened.kind !== 'opened') throw new Error(opened.kind)
  return merge(opened.number, method)
}

describe('a merge that gave a file another name', () => {
  it.each(['merge', 'squash', 'rebase'] as const)(
    'by %s is reverted to its old name and bytes, asks the same owners for it, and the revert of that revert brings back both',
    async (method) => {
      const renamed = await renameByHand(method)
      expect(renamed).toMatchObject({ path: null, moved: LOWER })
      expect(renamed.asked).toEqual(['ben', 'payments'])
      const undone = await revertAndMerge(renamed.tip, method)
      expect(undone).toMatchObject({ path: STRIPE, moved: null, asked: renamed.asked })
      const again = await revertAndMerge(undone.tip, method)
      expect(again).toMatchObject({ path: null, moved: LOWER })
    },
  )

  it('is reverted beside what others changed in other files since', async () => {
    const renamed = await renameByHand('merge')
    const slack = 'version: "1"\ndefault: allow\n'
    await stage.push({ 'policies/support/slack.yaml': slack })
    await look()
    const undone = await revertAndMerge(renamed.tip, 'squash')
    expect(undone).toMatchObject({ path: STRIPE, moved: null })
    const { data } = await rest().repos.getContent({ ...REPOSITORY, path: 'policies/support/slack.yaml' })
    expect('content' in data && Buffer.from(data.content, 'base64').toString()).toBe(slack)
  })
})
