import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { listFollowUps } from '../list-follow-ups'
import { proposeChangeSchema } from '../propose-change'
import { refreshChanges } from '../refresh-changes'
import { openChangeStage, type ChangeStage } from '../testing/change-stage'
import { openPulls } from '../testing/open-pulls'
import { askFollowUp, EMERGENCY_LABEL, FOLLOW_UP_LABEL, writeFollowUp } from './follow-up'

let stage: ChangeStage

beforeAll(async () => {
  stage = await openChangeStage()
})
afterAll(() => stage.close())

it('the follow-up of an emergency is found however many came after it, and is not opened twice', async () => {
  await openPulls(stage, 2)
  const client = stage.client('ana')
  const wanted = { title: 'x', reason: 'Now.', dueAt: new Date('2026-01-02T00:00:00Z'), files: [] }
  const first = await writeFollowUp(client, REPOSITORY, { ...wanted, pull: 1 })
  await stage.forge.forge.batch(async () => {
    for (let nth = 0; nth < 101; nth += 1) {
      const issue = { title: 'Another', body: null, labels: [FOLLOW_UP_LABEL], assignees: [] }
      await stage.forge.forge.openIssue({ repository: FULL_NAME, ...issue, person: 'ana', at: new Date() })
    }
  })
  expect(await askFollowUp(client, REPOSITORY, 1)).toMatchObject({ number: first.number })
  expect(await writeFollowUp(client, REPOSITORY, { ...wanted, pull: 1 })).toMatchObject({
    number: first.number,
  })
  expect(await askFollowUp(client, REPOSITORY, 2)).toBeNull()
})

it('the label of an emergency is known in whatever case the repository has it', async () => {
  const labels = ['Emergency', 'Money']
  await stage.forge.as('ana').rest.issues.addLabels({ ...REPOSITORY, issue_number: 2, labels })
  await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('dora') })
  const where = { number: 2 }
  const change = await stage.database.prisma.changeRequest.findFirstOrThrow({ where })
  expect(change.labels.toSorted()).toEqual(['Money', EMERGENCY_LABEL])
})

it('is a label that no submission asks for: its switch sets it', () => {
  const asks = (more: object) => proposeChangeSchema.safeParse({ revision: 0, title: 't', ...more }).success
  expect(asks({ labels: ['Emergency'] })).toBe(false)
  expect(asks({ labels: ['emergency'], emergency: { reason: 'Now.' } })).toBe(true)
  expect(asks({ labels: ['emergency-room'] })).toBe(true)
})

it('what is owed is listed however many emergencies came after it', async () => {
  const ctx = stage.system()
  const followUp = (number: number, done: boolean) => {
    return { number, url: '', dueAt: '2026-01-02T00:00:00.000Z', done, points: null }
  }
  const data = Array.from({ length: 502 }, (_, index) => ({
    repositoryId: ctx.repositoryId,
    number: 1000 + index,
    title: 't',
    state: index === 1 ? 'closed' : 'merged',
    draft: false,
    openedBy: 'ana',
    baseRef: 'main',
    baseSha: '0'.repeat(40),
    headRef: 'x',
    headSha: '0'.repeat(40),
    openedAt: ctx.now,
    updatedAt: ctx.now,
    refreshedAt: ctx.now,
    labels: [EMERGENCY_LABEL],
    review: { followUp: followUp(5000 + index, index > 1) },
  }))
  await ctx.db.prisma.changeRequest.createMany({ data })
  const owed = await listFollowUps({ ctx })
  expect(owed.map(({ change }) => change)).toEqual([1000])
})
