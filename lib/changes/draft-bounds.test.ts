import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDraft, MOST_DRAFTS } from './create-draft'
import { DRAFT_MAX } from './draft-file'
import { saveDraft } from './save-draft'
import { openChangeStage, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage

beforeAll(async () => {
  stage = await openChangeStage()
})

afterAll(() => stage.close())

const file = (name: string, length: number) => ({ path: `policies/${name}.yaml`, text: 'x'.repeat(length) })

async function start(login: string, lengths: readonly number[]) {
  const files = lengths.map((length, i) => file(`f${i}`, length))
  return createDraft({
    ctx: await stage.as(login),
    source: stage.source,
    input: { title: 't', description: '', files },
  })
}

const MIB = 1024 * 1024

it('keeps a draft of some megabytes, and refuses to start a larger one', async () => {
  expect(await start('ana', [MIB, MIB, MIB])).toMatchObject({ kind: 'created' })
  const refused = await start('ana', [MIB, MIB, MIB, MIB])
  expect(refused).toMatchObject({ kind: 'too-large', most: DRAFT_MAX })
})

it('saves a draft up to the same size; a larger one is refused and what was saved stays', async () => {
  const made = await start('ana', [10])
  if (made.kind !== 'created') throw new Error(made.kind)
  const ctx = await stage.as('ana')
  const save = (revision: number, count: number) => {
    const files = Array.from({ length: count }, (_, i) => ({
      ...file(`f${i}`, MIB),
      basePath: null,
      baseBlob: null,
      edits: [],
    }))
    return saveDraft({ ctx, id: made.id, input: { revision, title: 't', description: '', files } })
  }
  expect(await save(0, 3)).toEqual({ kind: 'saved', revision: 1 })
  expect(await save(1, 4)).toMatchObject({ kind: 'too-large', most: DRAFT_MAX })
  expect(await save(1, 1)).toEqual({ kind: 'saved', revision: 2 })
})

it('goes on from a save whose answer was lost, and writes over nothing that another tab saved since', async () => {
  const made = await start('ana', [10])
  if (made.kind !== 'created') throw new Error(made.kind)
  const ctx = await stage.as('ana')
  const save = (revision: number, attempt: string, after: string[] = []) =>
    saveDraft({
      ctx,
      id: made.id,
      input: { revision, title: attempt, description: '', files: [], attempt, after },
    })
  // Its answer is lost: the page still has revision 0.
  expect(await save(0, 'one')).toEqual({ kind: 'saved', revision: 1 })
  expect(await save(0, 'two', ['one'])).toEqual({ kind: 'saved', revision: 2 })
  // Of these two the second never arrived.
  expect(await save(2, 'three')).toEqual({ kind: 'saved', revision: 3 })
  expect(await save(2, 'five', ['three', 'four'])).toEqual({ kind: 'saved', revision: 4 })
  expect(await save(4, 'other tab')).toEqual({ kind: 'saved', revision: 5 })
  expect(await save(4, 'seven', ['five', 'six'])).toMatchObject({ kind: 'conflict' })
  expect(await save(4, 'eight')).toMatchObject({ kind: 'conflict' })
})

it('starts no more drafts than a person can see, and again once one is discarded', async () => {
  const ctx = await stage.as('ben')
  const { personId } = ctx.actor
  const data = {
    repositoryId: ctx.repositoryId,
    personId,
    title: 't',
    description: '',
    baseCommit: '0'.repeat(40),
  }
  await ctx.db.prisma.draft.createMany({ data: Array.from({ length: MOST_DRAFTS }, () => data) })
  expect(await start('ben', [1])).toEqual({ kind: 'too-many', most: MOST_DRAFTS })
  expect(await start('ana', [1])).toMatchObject({ kind: 'created' })
  const [first] = await ctx.db.prisma.draft.findMany({ where: { personId }, take: 1 })
  await ctx.db.prisma.draft.update({ where: { id: first?.id ?? '' }, data: { discardedAt: ctx.now } })
  expect(await start('ben', [1])).toMatchObject({ kind: 'created' })
})
