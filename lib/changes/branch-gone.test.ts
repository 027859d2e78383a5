import { afterAll, beforeAll, expect, it } from 'vitest'
import { runGit } from '@/lib/git/run-git'
import { lastTip } from '@/lib/repository/last-tip'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { getDraft } from './get-draft'
import { returnToVersion } from './return-to-version'
import { revertChange } from './revert-change'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const REF = 'refs/heads/main'
const PATH = 'policies/payments/stripe.yaml'

let stage: ChangeStage
let ana: Context<PersonActor>
let tip: string
let draft: string

/** As a fetch that prunes leaves the mirror. */
async function loseBranch(): Promise<void> {
  await runGit({ gitDir: stage.source.mirror.gitDir, args: ['update-ref', '-d', REF] })
}

/** As the job does that watches the branches. */
async function recordMove(from: string | null, to: string | null, seenAt: Date): Promise<void> {
  await stage.database.prisma.refUpdate.create({
    data: { repositoryId: ana.repositoryId, ref: REF, old: from, new: to, seenAt, source: 'poll' },
  })
}

const tipNow = () => lastTip(ana, stage.source.mirror, REF)

beforeAll(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  tip = (await stage.source.mirror.objects.resolve(REF)) ?? ''
  const edits = [
    { op: 'add-rule' as const, tool: 'list_customers', content: { name: 'never', action: 'deny' as const } },
  ]
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: 't', description: '', files: [{ basePath: PATH, edits, text: null }] },
  })
  draft = made.kind === 'created' ? made.id : made.kind
})

afterAll(() => stage.close())

it('is where the branch stands while the forge has it', async () => {
  await recordMove(null, tip, new Date('2026-03-03T10:00:00Z'))
  expect(await tipNow()).toEqual({ sha: tip, goneSince: null })
})

it('is where the branch was seen last once it is gone, from that moment on', async () => {
  await loseBranch()
  expect(await tipNow()).toMatchObject({ sha: tip, goneSince: expect.any(Date) as Date })
  const at = new Date('2026-03-03T14:03:00Z')
  await recordMove(tip, null, at)
  expect(await tipNow()).toEqual({ sha: tip, goneSince: at })
  expect(await lastTip(ana, stage.source.mirror, 'refs/heads/never')).toBeNull()
})

it('shows a draft as before, and begins none', async () => {
  const view = await getDraft({ ctx: ana, source: stage.source, id: draft })
  expect(view).toMatchObject({ head: tip, files: [{ base: STRIPE }] })
  const gone = 'The branch main is gone from GitHub'
  const { source } = stage
  await expect(
    createDraft({ ctx: ana, source, input: { title: '', description: '', files: [] } }),
  ).rejects.toThrow(gone)
  await expect(revertChange({ ctx: ana, source, commit: tip, title: 'x' })).rejects.toThrow(gone)
  await expect(returnToVersion({ ctx: ana, source, input: { commit: tip, path: PATH } })).rejects.toThrow(
    gone,
  )
})
