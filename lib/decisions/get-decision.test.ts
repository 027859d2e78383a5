import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDecision } from './get-decision'
import { APPROVAL, type FilledLog, openFilledLog } from './testing/filled-log'

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
    })
  })

  it.each(['', 'x', '1-1-1'])('is none for the id "%s"', async (id) => {
    expect(await detail(id)).toBeNull()
  })
})
