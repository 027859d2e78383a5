import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDecision } from './get-decision'
import { APPROVAL, DENIED, event, type FilledLog, NOW, openFilledLog } from './testing/filled-log'
import { batchOf } from './testing/open-log'

let stage: FilledLog
beforeAll(async () => {
  stage = await openFilledLog()
})
afterAll(() => stage.close())

describe('one decision', () => {
  const detail = async (id: string) => {
    const history = await stage.scratch.mirror.history('refs/heads/main')
    if (history === null) throw new Error('no history')
    return getDecision({ ctx: stage.ctx(), parts: { mirror: stage.scratch.mirror, history }, id })
  }

  it('leads to its rule, the lines, the stage.commit, the pull request and who approved it', async () => {
    const [row] = (await stage.list({ result: 'denied' })).rows
    const decision = await detail(row?.id ?? '')
    expect(decision?.decidedBy).toMatchObject({ tool: 'create_refund', index: 0, line: 5, lastLine: 10 })
    expect(decision?.decidedBy?.text).toMatch(/^- name: "max refund"\n  conditions:\n/)
    expect(decision?.agent).toBe('agent 2')
    expect(decision?.commit).toEqual({ sha: stage.commit, supersededBy: null })
    expect(decision?.change).toEqual({
      number: 7,
      title: 'Cap refunds',
      approvedBy: ['tomas'],
      draftedBy: 'mara',
      mergedBy: 'tomas',
    })
  })

  it.each([
    ['nobody approved', { approvals: [], mergedBy: 'tomas' }, []],
    ['the forge was not asked yet', null, null],
  ])('tells that %s from any other answer', async (_case, approval, approvedBy) => {
    const keep = 'UPDATE change_request SET approval = $2 WHERE repository_id = $1'
    await stage.log.db.pool.query(keep, [stage.log.repositoryId, approval])
    const [row] = (await stage.list({ result: 'denied' })).rows
    expect((await detail(row?.id ?? ''))?.change).toMatchObject({ number: 7, approvedBy })
    await stage.log.db.pool.query(keep, [stage.log.repositoryId, APPROVAL])
  })

  it('says nothing that is not known', async () => {
    const [row] = (await stage.list({ proxy: 'slack-us-1' })).rows
    expect(await detail(row?.id ?? '')).toMatchObject({
      blob: null,
      agent: null,
      decidedBy: null,
      commit: null,
      change: null,
      args: null,
      told: null,
    })
  })

  it('has the values that its proxy recorded, as JSON, and the id that the denial told', async () => {
    const args = { amount: 900, currency: 'eur', note: '…' }
    const long = { note: 'x'.repeat(5000) }
    const lines = [
      event(11, 'create_refund', { ...DENIED, args, decision: '988c5aa9-21' }),
      event(12, 'create_refund', { ...DENIED, args: long, decision: 'x' }),
      event(13, 'create_refund', { ...DENIED, args: ['a'] }),
    ]
    await stage.log.ingest(stage.eu, batchOf({ fileId: randomUUID(), lines }), NOW)
    const { rows } = await stage.list({ from: new Date('2026-11-24T14:10:00Z') })
    const [list, cut, whole] = await Promise.all(rows.map(({ id }) => detail(id)))
    expect(whole).toMatchObject({ told: '988c5aa9-21' })
    expect(whole?.args).toEqual({
      values: [
        { name: 'note', value: '"…"' },
        { name: 'amount', value: '900' },
        { name: 'currency', value: '"eur"' },
      ],
      more: 0,
      leftOut: null,
    })
    expect(cut?.told).toBeNull()
    expect(cut?.args?.values[0]?.value).toMatch(/^"x{399}… \(5002 characters\)$/)
    expect(list?.args).toBeNull()
  })

  it('says of values that were too long to be kept that they were left out', async () => {
    const args = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`a${index}`, 'x'.repeat(1000)]))
    const line = event(14, 'create_refund', { ...DENIED, args })
    await stage.log.ingest(stage.eu, batchOf({ fileId: randomUUID(), lines: [line] }), NOW)
    const [row] = (await stage.list()).rows
    const found = (await detail(row?.id ?? ''))?.args
    expect(found).toEqual({ values: [], more: 0, leftOut: expect.stringMatching(/^\d+ characters$/) })
  })

  it.each(['', 'x', '1-1-1'])('is none for the id "%s"', async (id) => {
    expect(await detail(id)).toBeNull()
  })
})
