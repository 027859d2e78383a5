import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDraft } from './create-draft'
import { findOwnDraft } from './draft-parts'
import { NO_WISHES, type DraftWishes } from './draft-wishes'
import { getDraft } from './get-draft'
import { saveDraft } from './save-draft'
import { openChangeStage, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
})
afterAll(() => stage.close())

const WISHES: DraftWishes = { asDraft: true, labels: ['pay', 'one, two'], reason: 'It leaks' }

async function start() {
  const ctx = await stage.as('ana')
  const { source } = stage
  const made = await createDraft({ ctx, source, input: { title: 't', description: '', files: [] } })
  if (made.kind !== 'created') throw new Error(made.kind)
  const { id } = made
  const save = (revision: number, wishes?: DraftWishes) => {
    const input = {
      revision,
      title: 't',
      description: '',
      files: [],
      ...(wishes === undefined ? {} : { wishes }),
    }
    return saveDraft({ ctx, id, input })
  }
  const read = async () => (await getDraft({ ctx, source, id }))?.wishes
  return { ctx, id, save, read }
}

it('a draft keeps its labels, the wish for a draft pull request and why it is urgent, until they are changed', async () => {
  const { save, read } = await start()
  expect(await read()).toEqual(NO_WISHES)
  expect(await save(0, WISHES)).toMatchObject({ kind: 'saved' })
  expect(await read()).toEqual(WISHES)
  // A page of an earlier version says nothing of them.
  expect(await save(1)).toMatchObject({ kind: 'saved' })
  expect(await read()).toEqual(WISHES)
  expect(await save(2, { ...WISHES, reason: null })).toMatchObject({ kind: 'saved' })
  expect(await read()).toEqual({ ...WISHES, reason: null })
})

it('a save that comes too late changes none of them', async () => {
  const { save, read } = await start()
  await save(0, WISHES)
  expect(await save(0, NO_WISHES)).toMatchObject({ kind: 'conflict' })
  expect(await read()).toEqual(WISHES)
})

it('what a submission noted stays beside them, and beside some that cannot be read', async () => {
  const { ctx, id, save, read } = await start()
  const commits = [{ sha: 'a'.repeat(40), tree: 'b'.repeat(40) }]
  await stage.database.prisma.draft.update({ where: { id }, data: { options: { commits } } })
  await save(0, WISHES)
  expect((await findOwnDraft(ctx, id))?.commits).toEqual(commits)
  await stage.database.prisma.draft.update({ where: { id }, data: { options: { commits, wishes: 7 } } })
  expect((await findOwnDraft(ctx, id))?.commits).toEqual(commits)
  expect(await read()).toEqual(NO_WISHES)
})
